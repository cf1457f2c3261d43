import { ticks } from 'd3-array';
import { scaleLinear } from 'd3-scale';

/** How values are read: it decides where an axis is marked. */
export type AxisUnit = 'count' | 'ratio' | 'duration' | 'number';

export interface ValueAxis {
  /** The value at the bottom and at the top. */
  readonly from: number;
  readonly to: number;
  /** The marks, round numbers of the unit, the first one at the bottom. */
  readonly ticks: readonly number[];
}

/**
 * An axis from zero that holds all values, marked at about `count` round numbers. Shares above 1 are
 * possible (conformance); a scale of shares ends at 100 % where values come near it.
 */
export function valueAxis(values: readonly number[], unit: AxisUnit, count: number): ValueAxis {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const least = Math.min(0, ...values);
  const top = largest > 0 ? largest : smallestTop(unit);
  const step = stepFor(top, unit, count);
  const to = Math.ceil(top / step - 1e-9) * step;
  const from = least < 0 ? Math.floor(least / step) * step : 0;
  const marks: number[] = [];
  for (let place = Math.round(from / step); place * step <= to + step / 1e6; place += 1)
    marks.push(tidy(place * step));
  return { from, to: tidy(to), ticks: marks };
}

/** Where a value lies between bottom (`height`) and top (0). */
export function heightScale(axis: ValueAxis, height: number): (value: number) => number {
  return scaleLinear([axis.from, axis.to], [height, 0]);
}

/** Times that people count in, in milliseconds. */
const ROUND_TIMES = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1_000);

function stepFor(top: number, unit: AxisUnit, count: number): number {
  if (unit === 'duration') {
    const round = ROUND_TIMES.find((step) => top / step <= count);
    if (round !== undefined) return round;
    return Math.ceil(top / count / 86_400_000) * 86_400_000;
  }
  const [first = 0, second = top] = ticks(0, top, count);
  const step = second - first;
  // There is no half a contact.
  return unit === 'count' ? Math.max(1, Math.round(step)) : step;
}

function smallestTop(unit: AxisUnit): number {
  if (unit === 'duration') return 60_000;
  return unit === 'ratio' ? 1 : 4;
}

/** Sums of tenths leave a trail of digits. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
