import type { AgentId, QueueId, SourceId } from '#schema/ids.ts';
import type { FloorView, GroupBy } from '#server/metrics/view.ts';

/** A change set as one subscription is told it: only what lies in its scope. */
export interface ScopedChange {
  readonly queues: readonly QueueId[];
  readonly agents: readonly AgentId[];
  readonly alerts: readonly string[];
  readonly sources: ReadonlySet<SourceId>;
  readonly total: boolean;
  readonly notices: boolean;
  readonly log: boolean;
  /** Gone from the scope: the thing itself is gone, or it belongs elsewhere now. */
  readonly removed: {
    readonly queues: readonly QueueId[];
    readonly agents: readonly AgentId[];
    readonly alerts: readonly string[];
  };
  /** Something left or moved: which roll-ups it was in is not known, so all of them are told. */
  readonly allGroups: boolean;
}

/** True where there is nothing to tell. */
export function isNothing(change: ScopedChange): boolean {
  return (
    !change.total &&
    !change.notices &&
    !change.log &&
    change.queues.length === 0 &&
    change.agents.length === 0 &&
    change.alerts.length === 0 &&
    change.sources.size === 0 &&
    change.removed.queues.length === 0 &&
    change.removed.agents.length === 0 &&
    change.removed.alerts.length === 0
  );
}

/**
 * The keys of the roll-ups `by` that the changed queues and agents count in; null where it can be any of
 * them: a contact counts for the team of whoever answered it, who may be signed out or have left the queue.
 */
export function changedGroupKeys(
  view: FloorView,
  change: ScopedChange,
  by: GroupBy,
): ReadonlySet<string> | null {
  if (change.allGroups) return null;
  if (by === 'team') {
    if (change.queues.length > 0) return null;
    return new Set(change.agents.map((id) => view.agent(id)?.team ?? ''));
  }
  const keys = new Set<string>();
  const queues = new Set(change.queues);
  for (const id of change.agents) {
    const agent = view.agent(id);
    for (const queue of agent?.queues ?? []) queues.add(queue);
    if (by === 'site' && agent) keys.add(agent.site ?? '');
  }
  for (const id of queues) {
    const queue = view.queue(id);
    if (queue) keys.add(queue[by] ?? '');
  }
  return keys;
}
