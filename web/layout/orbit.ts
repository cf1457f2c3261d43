/** A displacement in pixels. */
export interface Shift {
  readonly x: number;
  readonly y: number;
}

/** How long the board stays at each place of its orbit. */
export const ORBIT_STEP_MS = 180_000;
const STEPS = 24;
const WIDE = 8;
const HIGH = 4;

/**
 * Where the board stands at a page time: an ellipse of ±8 by ±4 pixels in 24 steps of three minutes,
 * so that no edge burns into the panel. Stays inside the safe margin.
 */
export function orbitAt(now: number): Shift {
  const angle = ((Math.floor(now / ORBIT_STEP_MS) % STEPS) / STEPS) * 2 * Math.PI;
  return {
    x: Math.round(WIDE * Math.sin(angle)),
    y: Math.round(HIGH * (1 - Math.cos(angle)) - HIGH),
  };
}
