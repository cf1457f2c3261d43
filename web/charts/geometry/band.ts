/** A share with its band on a scale, in percent of the scale's width. */
export interface BandDrawing {
  /** The ends of the scale, as shares. */
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly width: number;
  readonly value: number;
  readonly target: number | null;
}

/** Narrower than this a band could not be seen, in percent. */
const LEAST_WIDTH = 1;
/** The scale is cut at whole tenths, and never shorter than this: chance must not look like a fall. */
const LEAST_TENTHS = 3;

/** The scale shows band, value and target with room on both sides, within 0 … 1. */
export function drawBand(input: {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly target: number | null;
}): BandDrawing {
  const { value, target } = input;
  const lower = Math.min(input.lower, value);
  const upper = Math.max(input.upper, value);
  const [from, to] = scaleOf(Math.min(lower, target ?? lower), Math.max(upper, target ?? upper));
  const percent = (share: number): number =>
    Math.min(100, Math.max(0, ((share - from) / (to - from)) * 100));
  const width = Math.max(LEAST_WIDTH, percent(upper) - percent(lower));
  return {
    from,
    to,
    left: Math.min(percent(lower), 100 - width),
    width,
    value: percent(value),
    target: target === null ? null : percent(target),
  };
}

function scaleOf(least: number, most: number): readonly [number, number] {
  let from = Math.max(0, Math.floor(least * 10 - 0.5));
  let to = Math.min(10, Math.ceil(most * 10 + 0.5));
  while (to - from < LEAST_TENTHS) {
    if (from > 0) from -= 1;
    if (to - from < LEAST_TENTHS && to < 10) to += 1;
  }
  return [from / 10, to / 10];
}
