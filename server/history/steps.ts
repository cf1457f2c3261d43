import type { Instant } from '#schema/ids.ts';
import { businessDay, type BusinessDay, type DayRule } from '#schema/time/business-day.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { intervalStart, QUARTER_MS } from '#schema/time/interval.ts';

/** One step of a series, `[startAt, endAt)`; both on quarter hours. */
export type Step = BusinessDay;

/** Why a step cannot be answered, as a sentence; null where it can. */
export function refusedStep(stepMs: number): string | null {
  if (stepMs % DAY_MS === 0 && stepMs > 0 && stepMs <= MOST_DAYS * DAY_MS) return null;
  if (stepMs >= QUARTER_MS && stepMs % QUARTER_MS === 0 && DAY_MS % stepMs === 0) return null;
  return `\`stepMs\` is expected to be quarter hours that divide a day (900000, 1800000, 3600000, …) or whole days up to ${MOST_DAYS} (604800000 for a week), but got ${stepMs}: history is kept by quarter hour.`;
}

/** A year, its leap day included. */
const MOST_DAYS = 366;

/**
 * The steps that `[from, to)` touches. Of a part of a day they lie on multiples from local midnight,
 * anew each day: where clocks change the last one of the day can be shorter. Of days they are whole
 * business days, counted from the one that `from` lies in.
 */
export function stepsOf(asked: {
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
  readonly rule: DayRule;
}): Step[] {
  const { from, to, stepMs, rule } = asked;
  return stepMs % DAY_MS === 0
    ? daySteps(asked, stepMs / DAY_MS)
    : partSteps(from, to, stepMs, rule);
}

function daySteps(
  { from, to, rule }: { readonly from: Instant; readonly to: Instant; readonly rule: DayRule },
  days: number,
): Step[] {
  const steps: Step[] = [];
  for (let { startAt } = businessDay(from, rule); startAt < to;) {
    let endAt = startAt;
    for (let day = 0; day < days; day += 1) endAt = businessDay(endAt, rule).endAt;
    steps.push({ startAt, endAt });
    startAt = endAt;
  }
  return steps;
}

function partSteps(from: Instant, to: Instant, stepMs: number, { timeZone }: DayRule): Step[] {
  const steps: Step[] = [];
  const midnight = { timeZone, dayStartMinutes: 0 };
  for (let day = businessDay(from, midnight); day.startAt < to;) {
    for (let startAt = day.startAt; startAt < day.endAt; startAt += stepMs) {
      const endAt = Math.min(startAt + stepMs, day.endAt);
      if (endAt > from && startAt < to) steps.push({ startAt, endAt });
    }
    day = businessDay(day.endAt, midnight);
  }
  return steps;
}

/**
 * Which step each quarter hour belongs to, looked up without searching; -1 for none. Steps follow one
 * another without a gap.
 */
export function stepFinder(steps: readonly Step[]): (quarter: Instant) => number {
  const first = steps[0]?.startAt ?? 0;
  const last = steps.at(-1)?.endAt ?? 0;
  const places = new Int32Array((last - first) / QUARTER_MS);
  steps.forEach(({ startAt, endAt }, index) =>
    places.fill(index, (startAt - first) / QUARTER_MS, (endAt - first) / QUARTER_MS),
  );
  return (quarter) => {
    if (quarter < first || quarter >= last) return -1;
    return places[(intervalStart(quarter, QUARTER_MS) - first) / QUARTER_MS]!;
  };
}
