import { expect, test } from 'vitest';
import { ORBIT_STEP_MS, orbitAt } from '#web/layout/orbit.ts';

test('the board wanders a few pixels, so that no edge burns into the panel', () => {
  const places = Array.from({ length: 24 }, (_, step) => orbitAt(step * ORBIT_STEP_MS));
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBeGreaterThan(16);
  for (const { x, y } of places) {
    expect(Math.abs(x)).toBeLessThanOrEqual(8);
    expect(Math.abs(y)).toBeLessThanOrEqual(4);
  }
  expect(orbitAt(ORBIT_STEP_MS - 1)).toEqual(orbitAt(0));
  expect(orbitAt(24 * ORBIT_STEP_MS)).toEqual(orbitAt(0));
});
