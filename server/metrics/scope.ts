import type { QueueId } from '#schema/ids.ts';
import type { AgentRecord, FloorState, QueueState } from '#server/floor/state.ts';
import type { GroupBy, Scope } from './view.ts';

/** Queues in the scope, in the order they were first seen. A scope by team says nothing of queues. */
export function queuesIn(state: FloorState, scope: Scope): QueueState[] {
  const queues: QueueState[] = [];
  for (const queue of state.queues.values()) {
    const { policy } = queue;
    if (
      allows(scope.queues, queue.id) &&
      allows(scope.sites, policy.site) &&
      allows(scope.channels, policy.channel) &&
      allows(scope.businesses, policy.business) &&
      allows(scope.languages, policy.language)
    )
      queues.push(queue);
  }
  return queues;
}

/** Signed-in agents in the scope: by their own team and site, and by serving one of its queues. */
export function agentsIn(state: FloorState, scope: Scope): AgentRecord[] {
  const byQueue = narrowsQueues(scope)
    ? new Set(queuesIn(state, { ...scope, sites: null }).map((queue) => queue.id))
    : null;
  const agents: AgentRecord[] = [];
  for (const agent of state.agents.values())
    if (
      agent.signedIn &&
      allows(scope.teams, agent.team) &&
      allows(scope.sites, agent.site) &&
      (byQueue === null || servesOneOf(agent, byQueue))
    )
      agents.push(agent);
  return agents;
}

/** An agent's team is part of the scope, whether the agent is signed in or not. */
export function inTeamScope(agent: AgentRecord, scope: Scope): boolean {
  return allows(scope.teams, agent.team) && allows(scope.sites, agent.site);
}

/** The value a queue is grouped under; '' where it has none. */
export function groupKey(queue: QueueState, by: Exclude<GroupBy, 'team'>): string {
  return queue.policy[by] ?? '';
}

/** Queues an agent serves. */
export function queuesOf(agent: AgentRecord): QueueId[] {
  const queues: QueueId[] = [];
  for (const [queue, { serves }] of agent.queues) if (serves) queues.push(queue);
  return queues;
}

function narrowsQueues(scope: Scope): boolean {
  return [scope.queues, scope.channels, scope.businesses, scope.languages].some(
    (list) => list && list.length > 0,
  );
}

function servesOneOf(agent: AgentRecord, queues: ReadonlySet<QueueId>): boolean {
  for (const [queue, { serves }] of agent.queues) if (serves && queues.has(queue)) return true;
  return false;
}

function allows<T>(list: readonly T[] | null | undefined, value: T | null): boolean {
  return !list || list.length === 0 || (value !== null && list.includes(value));
}
