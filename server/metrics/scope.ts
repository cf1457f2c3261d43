import type { Instant, QueueId } from '#schema/ids.ts';
import { isHandledBy } from '#server/floor/leg.ts';
import type { AgentRecord, FloorState, Leg, QueueState } from '#server/floor/state.ts';
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
  return matching(state, scope, (agent) => agent.signedIn, null);
}

/**
 * Agents whose time since `from` counts in the scope, signed in or not: who went home at noon worked
 * this morning. By their own team and site, and by serving one of its queues now or having left it
 * after `from`; an agent's time is not divided between queues (SPEC A-6).
 */
export function workforceIn(state: FloorState, scope: Scope, from: Instant): AgentRecord[] {
  return matching(state, scope, () => true, from);
}

/** Agents whose time since `from` counts for these queues, by the same rule. */
export function workforceOf(
  state: FloorState,
  queues: readonly QueueState[],
  from: Instant,
): AgentRecord[] {
  const ids = new Set(queues.map((queue) => queue.id));
  return [...state.agents.values()].filter((agent) => servesOneOf(agent, ids, from));
}

/** Of a scope that names agents: whether a leg is theirs to count; undefined where it names none. */
export function ownLegs({ agents }: Scope): ((leg: Leg) => boolean) | undefined {
  if (!agents || agents.length === 0) return undefined;
  const ids = new Set(agents);
  return (leg) => isHandledBy(leg, ids);
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

function matching(
  state: FloorState,
  scope: Scope,
  wanted: (agent: AgentRecord) => boolean,
  since: Instant | null,
): AgentRecord[] {
  const byQueue = narrowsQueues(scope)
    ? new Set(queuesIn(state, { ...scope, sites: null }).map((queue) => queue.id))
    : null;
  const agents: AgentRecord[] = [];
  for (const agent of state.agents.values())
    if (
      wanted(agent) &&
      allows(scope.agents, agent.id) &&
      allows(scope.teams, agent.team) &&
      allows(scope.sites, agent.site) &&
      (byQueue === null || servesOneOf(agent, byQueue, since))
    )
      agents.push(agent);
  return agents;
}

/** It serves one of them now, or (where `since` is given) has left one after that. */
function servesOneOf(
  agent: AgentRecord,
  queues: ReadonlySet<QueueId>,
  since: Instant | null,
): boolean {
  for (const [queue, { serves, leftAt }] of agent.queues)
    if (queues.has(queue) && (serves || (since !== null && leftAt !== null && leftAt > since)))
      return true;
  return false;
}

function allows<T>(list: readonly T[] | null | undefined, value: T | null): boolean {
  return !list || list.length === 0 || (value !== null && list.includes(value));
}
