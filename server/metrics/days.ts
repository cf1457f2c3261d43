import type { Instant } from '#schema/ids.ts';
import { businessDay, type BusinessDay } from '#schema/time/business-day.ts';
import { INTERVAL_MS, intervalStart } from '#schema/time/interval.ts';
import type { AgentRecord, FloorState, QueueState } from '#server/floor/state.ts';
import { queuesOf } from './scope.ts';
import type { Window } from './window.ts';

/** The day of the floor itself: its zone's, from midnight. */
export function floorDay(state: FloorState): BusinessDay {
  return businessDay(state.now, { timeZone: state.timeZone, dayStartMinutes: 0 });
}

/** When the present day of all these queues began; null where their days did not begin together. */
export function sharedDayStart(queues: Iterable<QueueState>, now: Instant): Instant | null {
  let shared: Instant | null = null;
  for (const { policy } of queues) {
    const { startAt } = businessDay(now, policy);
    if (shared !== null && shared !== startAt) return null;
    shared = startAt;
  }
  return shared;
}

/**
 * When an agent's today began (SPEC T-10): with the day of the queues it serves, where these began
 * theirs together; otherwise, and where it serves none, with the floor's.
 */
export function agentDayStart(state: FloorState, agent: AgentRecord): Instant {
  const queues: QueueState[] = [];
  for (const id of queuesOf(agent)) {
    const queue = state.queues.get(id);
    if (queue) queues.push(queue);
  }
  return sharedDayStart(queues, state.now) ?? floorDay(state).startAt;
}

/**
 * Since when the time of agents counts in a window asked of `queues`: of one queue, or of several
 * whose days began together, since that day's start; otherwise today is each agent's own.
 */
export function agentTimeSince(
  state: FloorState,
  queues: readonly QueueState[],
  window: Window,
): (agent: AgentRecord) => Instant {
  if (window.kind === 'interval') return () => intervalStart(state.now, INTERVAL_MS);
  if (window.kind === 'last') return () => state.now - window.lengthMs;
  let shared: Instant | null | undefined;
  return (agent) => {
    // Looked for only when asked: most numbers are of contacts, not of time.
    if (shared === undefined) shared = sharedDayStart(queues, state.now);
    return shared ?? agentDayStart(state, agent);
  };
}
