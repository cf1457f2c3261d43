import { heatCells, usedSlots, type HeatCell } from '#web/charts/geometry/heat.ts';
import { LEAST_DAYS_OF_BAND, usualDay } from '#web/charts/geometry/usual.ts';
import type { DayChartData } from '#web/charts/day-chart.ts';
import type { DayAndOthers, PlacedStep } from '#web/state/history-ask.ts';

/** A day ready to be drawn, and what can be said of it. */
export interface DayFigures {
  readonly data: DayChartData;
  /** How many of the days before have any value. */
  readonly found: number;
  readonly hasValues: boolean;
  readonly hasBand: boolean;
  readonly hasCorrected: boolean;
  /** The newest step that is over and has a value; null: none. */
  readonly latest: number | null;
  /** Steps that are over, by where they lie against the band. */
  readonly above: number;
  readonly below: number;
  readonly within: number;
}

/** Puts a day beside the days before it. */
export function dayFigures(
  { today, others }: DayAndOthers,
  stepMs: number,
  now: number,
): DayFigures {
  const usual = usualDay(
    today.steps,
    others.map(({ steps }) => steps),
  );
  const over = today.steps.flatMap((step, place) => {
    const { low, high } = usual[place]!;
    if (step.value === null || !isOver(today.steps, place, { endAt: today.day.endAt, now }))
      return [];
    return [{ place, value: step.value, low, high }];
  });
  return {
    data: { ...today.day, stepMs, steps: today.steps, usual },
    found: others.filter(({ steps }) => steps.some(({ value }) => value !== null)).length,
    hasValues: today.steps.some(({ value }) => value !== null),
    hasBand: usual.some(({ days }) => days >= LEAST_DAYS_OF_BAND),
    hasCorrected: today.steps.some(({ corrected }) => corrected),
    latest: over.at(-1)?.place ?? null,
    above: over.filter(({ value, high }) => high !== null && value > high).length,
    below: over.filter(({ value, low }) => low !== null && value < low).length,
    within: over.filter(
      ({ value, low, high }) => low !== null && high !== null && value >= low && value <= high,
    ).length,
  };
}

/** Whether a step of a day has ended. */
export function isOver(
  steps: readonly { readonly at: number }[],
  place: number,
  day: { readonly endAt: number; readonly now: number },
): boolean {
  return (steps[place + 1]?.at ?? day.endAt) <= day.now;
}

/** When a step ends. */
export function endOf(
  steps: readonly { readonly at: number }[],
  place: number,
  day: { readonly endAt: number; readonly stepMs: number },
): number {
  return steps[place + 1]?.at ?? Math.min(day.endAt, steps[place]!.at + day.stepMs);
}

/** Weeks ready to be drawn. */
export interface HeatFigures {
  readonly cells: readonly (readonly HeatCell[])[];
  /** How many days have any value. */
  readonly found: number;
  readonly most: HeatCell | null;
  readonly least: HeatCell | null;
}

/** The median of each half hour of the week; hours that no weekday has a value in are left out at both ends. */
export function heatFigures(steps: readonly PlacedStep[]): HeatFigures {
  const all = heatCells(steps);
  const { from, to } = usedSlots(all);
  const cells = all.map((row) => row.slice(from, to));
  const known = cells.flat().filter(({ value }) => value !== null);
  const found = new Set(
    steps.flatMap(({ value, dayNumber }) => (value === null ? [] : [dayNumber])),
  );
  const ranked = known.toSorted((one, other) => one.value! - other.value!);
  return { cells, found: found.size, most: ranked.at(-1) ?? null, least: ranked[0] ?? null };
}
