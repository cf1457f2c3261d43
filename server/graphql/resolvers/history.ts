import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Scope } from '#server/metrics/view.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { HistoryAsked, HistoryBy } from '../context.ts';
import { badInput } from '../errors.ts';

const MOST_VALUES = 100_000;

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
  if (stepMs < SECOND_MS) {
    throw badInput(`\`stepMs\` is expected to be at least ${SECOND_MS}, but got ${stepMs}.`);
  }
  const values = Math.ceil((to - from) / stepMs) * metric.length;
  if (values > MOST_VALUES) {
    throw badInput(
      `At most ${MOST_VALUES} values are answered at once, but this asks for ${values}.`,
    );
  }
  return { scope, metrics: metric, from, to, stepMs, by, variant };
}
