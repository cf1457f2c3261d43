import { definitionOf, type MetricName } from '#schema/metrics/definitions.ts';
import { lastHandler } from '#server/floor/leg.ts';
import type { AgentRecord, FloorState } from '#server/floor/state.ts';
import { agentTimeSince } from './days.ts';
import { ENGINES } from './engines.ts';
import type { Reading } from './question.ts';
import type { Window } from './window.ts';

/**
 * One agent's own number, of the metrics that are defined for an agent; of another it throws.
 * Today is the agent's own (SPEC T-10).
 */
export function agentMetric(
  state: FloorState,
  agent: AgentRecord,
  metric: MetricName,
  window: Window,
): Reading {
  const definition = definitionOf(metric);
  const { engine, scopes } = definition;
  if (engine === 'formula' || !scopes.includes('agent'))
    throw new Error(`a metric of one agent is expected, but got ${metric}`);
  const fromOf = agentTimeSince(state, [], window);
  return ENGINES[engine].read(
    {
      state,
      window,
      queues: [],
      agents: [agent],
      present: [agent],
      parts: [],
      from: fromOf(agent),
      to: state.now,
      fromOf,
      isOwn: (leg) => lastHandler(leg) === agent.id,
    },
    definition,
  );
}
