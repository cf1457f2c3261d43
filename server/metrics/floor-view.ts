import type { Instant } from '#schema/ids.ts';
import type { AgentRecord, FloorState, QueueState } from '#server/floor/state.ts';
import { agentView } from './agent-view.ts';
import { behind } from './behind.ts';
import { contactView } from './contact-views.ts';
import { reconciliationView } from './differences-view.ts';
import { explain } from './explain.ts';
import type { FloorPorts } from './floor-ports.ts';
import { questionOf, type Members } from './question-of.ts';
import type { Question } from './question.ts';
import {
  agentsIn,
  groupKey,
  inTeamScope,
  queuesIn,
  workforceIn,
  workforceOf,
  ownLegs,
} from './scope.ts';
import { longestWaiting, staleSource, statusOf } from './status-view.ts';
import { teamStatus } from './team-view.ts';
import { topicsOf } from './topics.ts';
import type { FloorView, GroupBy, QueueView, Scope, ScopeView } from './view.ts';
import type { Window } from './window.ts';

/** The floor as it is at each question: a window on the state, not a copy. */
export function createFloorView(state: FloorState, ports: FloorPorts): FloorView {
  return {
    get now() {
      return state.now;
    },
    timeZone: state.timeZone,
    queueIds: (scope) => queuesIn(state, scope).map((queue) => queue.id),
    agentIds: (scope) => agentsIn(state, scope).map((agent) => agent.id),
    queue(id) {
      const queue = state.queues.get(id);
      return queue ? queueView(state, ports, queue) : null;
    },
    agent(id) {
      const agent = state.agents.get(id);
      return agent?.signedIn ? agentView(state, agent) : null;
    },
    agentName: (id) => state.agents.get(id)?.name ?? null,
    total: (scope) =>
      ownLegs(scope)
        ? teamStatus(state, ports, {
            key: 'total',
            agents: agentsIn(state, scope),
            members: workforceIn(state, scope, 0),
            queues: queuesIn(state, scope),
          })
        : scopeView(state, ports, 'total', {
            queues: queuesIn(state, scope),
            agents: agentsIn(state, scope),
            workforce: (from) => workforceIn(state, scope, from),
          }),
    groups: (scope, by) => groups(state, ports, scope, by),
    sources: () =>
      [...state.sources.values()].map((source) => ({
        ...source,
        ...reconciliationView(state, source.id),
        refused: ports.refused(source.id),
      })),
    notices: () => [...state.notices.values()].sort((a, b) => b.postedAt - a.postedAt),
    openAlerts: () => ports.openAlerts(),
    alert: (id) => ports.alert(id),
    alertsBetween: (from, to) => ports.alertsBetween(from, to),
    behind: ({ asked, ...number }, part) =>
      behind(questionAbout(state, ports, number), asked, part),
    contact: (row) => contactView(state, row),
    explain: ({ asked, ...number }) => explain(questionAbout(state, ports, number), asked),
    topics: (scope, window) => topicsOf(questionAbout(state, ports, { scope, window })),
    siteMetrics: ports.siteMetrics,
  };
}

/** The same question that the scope's own numbers answer. */
function questionAbout(
  state: FloorState,
  ports: FloorPorts,
  { scope, window }: { readonly scope: Scope; readonly window: Window },
): Question {
  const members = {
    queues: queuesIn(state, scope),
    agents: agentsIn(state, scope),
    workforce: (from: Instant) => workforceIn(state, scope, from),
    isOwn: ownLegs(scope),
  };
  return questionOf(state, ports.windows, members, window);
}

function queueView(state: FloorState, ports: FloorPorts, queue: QueueState): QueueView {
  const { policy } = queue;
  const agents: AgentRecord[] = [];
  for (const id of queue.members) agents.push(state.agents.get(id)!);
  const stale = staleSource(state, queue);
  const status = statusOf(state, ports, {
    queues: [queue],
    agents,
    workforce: (from) => workforceOf(state, [queue], from),
  });
  // Named one by one: to spread so many costs more than to work them out.
  return {
    waiting: status.waiting,
    longestWaitingSince: status.longestWaitingSince,
    serving: status.serving,
    agents: status.agents,
    metrics: status.metrics,
    arrivalsToday: status.arrivalsToday,
    surge: status.surge,
    asOf: status.asOf,
    stale: status.stale,
    id: queue.id,
    name: policy.name,
    channel: policy.channel,
    site: policy.site,
    business: policy.business,
    language: policy.language,
    thresholdMs: policy.thresholdMs,
    targetRatio: policy.targetRatio,
    shortAbandonMs: policy.shortAbandonMs,
    serviceLevelVariant: policy.serviceLevelVariant,
    timeZone: policy.timeZone,
    severity: ports.severity(queue.id),
    staleSince: stale ? (stale.lastHeardAt ?? stale.since) : null,
  };
}

function scopeView(state: FloorState, ports: FloorPorts, key: string, members: Members): ScopeView {
  const { queues } = members;
  return {
    ...statusOf(state, ports, members),
    key,
    longestWaitingQueue: longestWaiting(queues)?.queue ?? null,
    targetRatio: shared(queues.map((queue) => queue.policy.targetRatio)),
    thresholdMs: shared(queues.map((queue) => queue.policy.thresholdMs)),
  };
}

function groups(
  state: FloorState,
  ports: FloorPorts,
  scope: Scope,
  by: GroupBy,
): readonly ScopeView[] {
  const agents = agentsIn(state, scope);
  if (by === 'team') {
    const teams = new Map<string, AgentRecord[]>();
    // Also those who signed out: what they did today is the team's.
    for (const agent of state.agents.values())
      if (inTeamScope(agent, scope)) push(teams, agent.team ?? '', agent);
    return [...teams].map(([key, members]) =>
      teamStatus(state, ports, {
        key,
        members,
        agents: agents.filter((agent) => (agent.team ?? '') === key),
        queues: queuesIn(state, scope),
      }),
    );
  }
  const byKey = new Map<string, QueueState[]>();
  for (const queue of queuesIn(state, scope)) push(byKey, groupKey(queue, by), queue);
  return [...byKey].map(([key, queues]) => {
    const serving = agents.filter((agent) =>
      by === 'site'
        ? (agent.site ?? '') === key
        : queues.some((queue) => agent.queues.get(queue.id)?.serves),
    );
    const workforce = (from: Instant): AgentRecord[] => {
      const inScope = workforceIn(state, scope, from);
      if (by === 'site') return inScope.filter((agent) => (agent.site ?? '') === key);
      const ofQueues = new Set(workforceOf(state, queues, from));
      return inScope.filter((agent) => ofQueues.has(agent));
    };
    return scopeView(state, ports, key, { queues, agents: serving, workforce });
  });
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The value all have, or null. */
function shared(values: readonly number[]): number | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}
