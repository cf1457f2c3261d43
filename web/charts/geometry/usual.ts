import { quantileSorted } from 'd3-array';

/** A step of a day where it stands on the wall clock, with its value. */
export interface WallStep {
  /** Its start, an instant. */
  readonly at: number;
  /** Minutes after midnight, as the clock shows. */
  readonly minutes: number;
  /** The second time the clock shows them on this day. */
  readonly again: boolean;
  /** Null where nothing was kept, or nothing counts. */
  readonly value: number | null;
}

/** What other days had at the same time of day. */
export interface Usual {
  /** The lower quartile; null with fewer days than make a band. */
  readonly low: number | null;
  /** Null without any day. */
  readonly middle: number | null;
  readonly high: number | null;
  /** How many days had a value then. */
  readonly days: number;
}

/** Of fewer days a band would say more than is known. */
export const LEAST_DAYS_OF_BAND = 4;

/** Median and quartiles (by linear interpolation); days without a value do not count. */
export function usualOf(values: readonly (number | null)[]): Usual {
  const known = values.filter((value) => value !== null).toSorted((one, other) => one - other);
  const at = (share: number): number | null => quantileSorted(known, share) ?? null;
  const band = known.length >= LEAST_DAYS_OF_BAND;
  return {
    low: band ? at(0.25) : null,
    middle: at(0.5),
    high: band ? at(0.75) : null,
    days: known.length,
  };
}

/**
 * For each step of a day what the other days had at that time of day. An hour that the clock shows
 * twice is compared with the same of the two where the other day has it too, else with the one it has;
 * a time that another day left out has no value of that day.
 */
export function usualDay(
  steps: readonly Pick<WallStep, 'minutes' | 'again'>[],
  others: readonly (readonly WallStep[])[],
): readonly Usual[] {
  const days = others.map(byTime);
  return steps.map((step) =>
    usualOf(
      days.map((day) => {
        const there = day.get(keyOf(step)) ?? day.get(keyOf({ ...step, again: !step.again }));
        return there?.value ?? null;
      }),
    ),
  );
}

function byTime(day: readonly WallStep[]): ReadonlyMap<string, WallStep> {
  return new Map(day.map((step) => [keyOf(step), step]));
}

function keyOf({ minutes, again }: Pick<WallStep, 'minutes' | 'again'>): string {
  return `${minutes}${again ? ' again' : ''}`;
}
