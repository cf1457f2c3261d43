import { usualOf } from './usual.ts';
import type { AxisUnit } from './value-axis.ts';

/** A step somewhere in the weeks that are looked at. */
export interface HeatStep {
  /** 0 is Monday. */
  readonly weekday: number;
  /** Minutes after midnight, as the clock shows. */
  readonly minutes: number;
  /** Null where nothing was kept, or nothing counts. */
  readonly value: number | null;
}

/** A half hour of a weekday. */
export interface HeatCell {
  readonly weekday: number;
  readonly minutes: number;
  /** The median; null where no day has a value: which is not 0. */
  readonly value: number | null;
  /** Of how many days' values; an hour that a day shows twice gives two. */
  readonly days: number;
  readonly low: number | null;
  readonly high: number | null;
}

export const SLOT_MINUTES = 30;
export const SLOTS = (24 * 60) / SLOT_MINUTES;
export const WEEKDAYS = 7;

/** Seven rows of forty-eight cells: the median of each half hour of each weekday. */
export function heatCells(steps: readonly HeatStep[]): readonly (readonly HeatCell[])[] {
  const values = Array.from({ length: WEEKDAYS * SLOTS }, (): (number | null)[] => []);
  for (const { weekday, minutes, value } of steps)
    values[weekday * SLOTS + Math.floor(minutes / SLOT_MINUTES)]?.push(value);
  return Array.from({ length: WEEKDAYS }, (_, weekday) =>
    Array.from({ length: SLOTS }, (__, slot) => {
      const { low, middle, high, days } = usualOf(values[weekday * SLOTS + slot]!);
      return { weekday, minutes: slot * SLOT_MINUTES, value: middle, days, low, high };
    }),
  );
}

/** How values are told apart by colour: class `n` holds values from `bounds[n]` on, up to the next. */
export interface HeatClasses {
  /** Ascending, the first not above the least value. */
  readonly bounds: readonly number[];
  /** The end of the last class, not below the largest value. */
  readonly to: number;
}

/** So many colours are told apart at a glance. */
export const MOST_CLASSES = 6;

/** Round bounds round all values: the smallest round step of the unit that does with so many classes. */
export function heatClasses(
  cells: readonly (readonly HeatCell[])[],
  unit: AxisUnit,
): HeatClasses | null {
  const known = cells.flatMap((row) => row.flatMap(({ value }) => (value === null ? [] : [value])));
  if (known.length === 0) return null;
  const least = known.reduce((one, other) => Math.min(one, other));
  const most = known.reduce((one, other) => Math.max(one, other));
  if (least === most) return { bounds: [least], to: most };
  for (const step of roundSteps(unit, (most - least) / MOST_CLASSES)) {
    const first = Math.floor(least / step + 1e-9);
    const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
    if (last - first <= MOST_CLASSES)
      return {
        bounds: Array.from({ length: last - first }, (_, place) => tidy((first + place) * step)),
        to: tidy(last * step),
      };
  }
  return { bounds: [least], to: most };
}

/** The class of a value; the least for what lies below all. */
export function classOf(value: number, classes: HeatClasses): number {
  return Math.max(
    0,
    classes.bounds.findLastIndex((bound) => bound <= value + Math.abs(value) * 1e-12),
  );
}

/** The half hours from the first to the last that has a value on any weekday, in whole hours: `[from, to)`. */
export function usedSlots(cells: readonly (readonly HeatCell[])[]): {
  readonly from: number;
  readonly to: number;
} {
  const used = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) =>
    cells.some((row) => row[slot]!.value !== null),
  );
  if (used.length === 0) return { from: 0, to: SLOTS };
  return { from: Math.floor(used[0]! / 2) * 2, to: Math.ceil((used.at(-1)! + 1) / 2) * 2 };
}

const ROUND = [1, 2, 2.5, 3, 4, 5, 6, 8];
const ROUND_SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 180, 300, 600, 900, 1_200, 1_800];

/** Ascending, from the first that is not below `least` on. */
function roundSteps(unit: AxisUnit, least: number): readonly number[] {
  if (unit === 'duration') {
    const seconds = [
      ...ROUND_SECONDS,
      ...Array.from({ length: 96 }, (_, hour) => (hour + 1) * 3_600),
    ];
    return seconds.map((second) => second * 1_000).filter((step) => step >= least);
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const steps = [power, power * 10].flatMap((one) => ROUND.map((times) => times * one));
  return steps.filter((step) => step >= least && (unit !== 'count' || Number.isInteger(step)));
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
