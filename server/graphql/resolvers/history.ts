import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { HistoryRefused, MOST_VALUES } from '#server/history/query.ts';
import { refusedStep } from '#server/history/steps.ts';
import type { Scope } from '#server/metrics/view.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { HistoryAsked, HistoryBy } from '../context.ts';
import { badInput } from '../errors.ts';

/** Numbers are kept for years, not for centuries. */
const MOST_MS = 100 * 366 * DAY_MS;

/** Throws BAD_INPUT where the stretch or the step makes no sense, or the answer would be too long. */
export function historyAsked(args: {
  scope: Scope;
  metric: readonly MetricName[];
  from: Instant;
  to: Instant;
  stepMs: number;
  by?: HistoryBy | null;
  variant?: ServiceLevelVariant | null;
}): HistoryAsked {
  const { scope, metric, from, to, stepMs, by = null, variant = null } = args;
  if (from >= to) throw badInput('`from` is expected to be before `to`.');
  const refused = refusedStep(stepMs);
  if (refused) throw badInput(refused);
  if (to - from > MOST_MS) throw badInput('At most 100 years are answered at once.');
  const values = Math.ceil((to - from) / stepMs) * metric.length;
  if (values > MOST_VALUES) {
    throw badInput(
      `At most ${MOST_VALUES} values are answered at once, but this asks for ${values}.`,
    );
  }
  return { scope, metrics: metric, from, to, stepMs, by, variant };
}

/** What the history itself refuses is bad input, too. */
export async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof HistoryRefused ? badInput(error.message) : error;
  }
}
