import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { QueueFacts } from '#server/alerts/facts.ts';
import type { AlertsState, AlertTransition } from '#server/alerts/state.ts';
import { stepAlerts } from '#server/alerts/step.ts';

/** Monday 2 March 2026, 09:00 UTC. */
export const NINE = Date.UTC(2026, 2, 2, 9);

/** A quiet voice queue of ten agents, with what differs. */
export function facts(differs: Partial<QueueFacts> = {}): QueueFacts {
  return {
    queue: 'refunds',
    channel: 'voice',
    waiting: 0,
    longestWaitingSince: null,
    thresholdMs: 20_000,
    targetRatio: 0.8,
    serviceLevel: { met: 40, counted: 42 },
    recentServiceLevel: { met: 6, counted: 7 },
    agentsSignedIn: 10,
    servingNow: 6,
    stale: false,
    surge: null,
    auditDifferences: 0,
    ...differs,
  };
}

/** The same facts each second of `(from, to]`; what changed, in order. */
export function hold(
  state: AlertsState,
  { from, to }: { from: Instant; to: Instant },
  differs: Partial<QueueFacts> = {},
): AlertTransition[] {
  const transitions: AlertTransition[] = [];
  for (let now = from + SECOND_MS; now <= to; now += SECOND_MS)
    transitions.push(...stepAlerts(state, now, [facts(differs)]));
  return transitions;
}
