import type { AgentState } from '#schema/agent-state.ts';
import type { Instant } from '#schema/ids.ts';
import type { AgentRecord } from '#server/floor/state.ts';
import type { Fraction } from './service-level.ts';

const BUSY: ReadonlySet<AgentState> = new Set([
  'ringing',
  'talking',
  'holding',
  'afterContactWork',
]);

/**
 * Occupancy over `[from, to)`: busy over busy + ready, in milliseconds of agents' time; pauses are
 * out of both (metrics.md 2.4). States are split at the window's edges.
 */
export function occupancy(agents: Iterable<AgentRecord>, from: Instant, to: Instant): Fraction {
  let busyMs = 0;
  let readyMs = 0;
  for (const { segments } of agents)
    for (let index = segments.length - 1; index >= 0; index -= 1) {
      const { state, from: startAt } = segments[index]!;
      const endAt = segments[index + 1]?.from ?? to;
      if (endAt <= from) break;
      const lengthMs = Math.min(endAt, to) - Math.max(startAt, from);
      if (lengthMs <= 0) continue;
      if (BUSY.has(state)) busyMs += lengthMs;
      else if (state === 'available') readyMs += lengthMs;
    }
  return { numerator: busyMs, denominator: busyMs + readyMs };
}
