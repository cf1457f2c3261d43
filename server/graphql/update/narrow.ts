import type { AgentId, QueueId } from '#schema/ids.ts';
import type { ChangeSet } from '#server/live/change-set.ts';
import type { AgentView, FloorView, QueueView, Scope } from '#server/metrics/view.ts';
import { isWholeFloor } from './scope.ts';
import type { ScopedChange } from './scoped-change.ts';

/*
 * Narrows what changed on the floor to one subscription's scope. It remembers which ids the
 * subscriber was told of, so that a thing which leaves the scope without being gone (an agent who
 * leaves a queue) is told as removed, and one the subscriber never had is not mentioned.
 *
 * After a resume that memory is gone: the first patch then names everything that may have left. So
 * does the next one: what changed while the first was made is read from the floor already, but told
 * only then, and nobody knows what the subscriber has of it.
 */

export interface Narrower {
  /** The subscriber is given everything in the scope. */
  snapshot(view: FloorView): void;
  /** The subscriber is given what `change` means in the scope. */
  patch(view: FloorView, change: ChangeSet): ScopedChange;
  /**
   * Somebody else who is told the same patches from here on is given everything as it is now, which
   * may be newer than what the others have.
   */
  include(view: FloorView): void;
  /** Somebody else who is told the same patches from here on has what nobody knows. */
  doubt(): void;
}

/** What the subscriber has: ids, each with what its roll-ups depend on. */
interface Known {
  readonly queues: Map<string, Place>;
  readonly agents: Map<string, Place>;
  readonly alerts: Set<string>;
}

/** What the roll-ups of a thing depend on. */
type Place = readonly (string | null)[];

export function createNarrower(scope: Scope): Narrower {
  const whole = isWholeFloor(scope);
  /** What the subscriber has, at the most. */
  let had: Known | null = null;
  /** The same, where it is certain that it has no more. */
  let known: Known | null = null;

  return {
    snapshot(view) {
      known = had = everything(view);
    },
    patch(view, change) {
      const scoped = narrow(view, change);
      if (known) return scoped;
      if (had) {
        forgetRemoved(had, scoped);
        known = include(had, view);
      } else had = everything(view);
      return scoped;
    },
    include(view) {
      if (had) include(had, view);
    },
    doubt() {
      known = null;
    },
  };

  function include(memory: Known, view: FloorView): Known {
    const seen = everything(view);
    includePlaces(memory.queues, seen.queues);
    includePlaces(memory.agents, seen.agents);
    for (const id of seen.alerts) memory.alerts.add(id);
    return memory;
  }

  function narrow(view: FloorView, change: ChangeSet): ScopedChange {
    const queuesInScope = once(() => new Set(view.queueIds(scope)));
    const queues = follow({
      changed: change.queues,
      removed: change.removed.queues,
      known: known?.queues ?? null,
      placeOf(id) {
        const queue = whole || queuesInScope().has(id) ? view.queue(id) : null;
        return queue && queuePlace(queue);
      },
    });
    const agentsInScope = once(() => new Set(view.agentIds(scope)));
    const agents = follow({
      changed: change.agents,
      removed: change.removed.agents,
      known: known?.agents ?? null,
      placeOf(id) {
        const agent = whole || agentsInScope().has(id) ? view.agent(id) : null;
        return agent && agent.state !== 'signedOut' ? agentPlace(agent) : null;
      },
    });
    const alerts = followAlerts(view, change, (id) => whole || queuesInScope().has(id));
    // A queue named in no list of the scope was never the subscriber's.
    const gone = queues.removed.filter((id) => !scope.queues?.length || scope.queues.includes(id));
    const touched =
      queues.changed.length + gone.length + agents.changed.length + agents.removed.length > 0;
    return {
      queues: queues.changed,
      agents: agents.changed,
      alerts: alerts.changed,
      sources: change.sources,
      total: change.total && (whole || touched),
      notices: change.notices,
      log: change.log,
      removed: { queues: gone, agents: agents.removed, alerts: alerts.removed },
      allGroups:
        gone.length + agents.removed.length > 0 ||
        queues.moved ||
        agents.moved ||
        (touched && !known),
    };
  }

  function followAlerts(
    view: FloorView,
    change: ChangeSet,
    isInScope: (queue: QueueId) => boolean,
  ): { changed: string[]; removed: string[] } {
    const changed: string[] = [];
    const removed: string[] = [];
    for (const id of change.alerts) {
      const alert = view.alert(id);
      if (!alert) {
        if (!known || known.alerts.delete(id)) removed.push(id);
      } else if (!isInScope(alert.queue)) {
        if (known?.alerts.delete(id)) removed.push(id);
      } else if (alert.state === 'resolved') {
        // Told once; one that the subscriber never saw needs no end.
        if (!known || known.alerts.delete(id)) changed.push(id);
      } else {
        known?.alerts.add(id);
        changed.push(id);
      }
    }
    for (const id of change.removed.alerts) {
      if (!known || known.alerts.delete(id)) removed.push(id);
    }
    return { changed, removed };
  }

  function everything(view: FloorView): Known {
    const queues = new Map<QueueId, Place>();
    for (const id of view.queueIds(scope)) {
      const queue = view.queue(id);
      if (queue) queues.set(id, queuePlace(queue));
    }
    const agents = new Map<AgentId, Place>();
    for (const id of view.agentIds(scope)) {
      const agent = view.agent(id);
      if (agent) agents.set(id, agentPlace(agent));
    }
    const alerts = view.openAlerts().filter((alert) => whole || queues.has(alert.queue));
    return { queues, agents, alerts: new Set(alerts.map((alert) => alert.id)) };
  }
}

interface Followed {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Something the subscriber has counts in other roll-ups than before. */
  readonly moved: boolean;
}

function follow(options: {
  changed: ReadonlySet<string>;
  removed: ReadonlySet<string>;
  known: Map<string, Place> | null;
  /** `null` for a thing that is not in the scope. */
  placeOf(id: string): Place | null;
}): Followed {
  const { known, placeOf } = options;
  const changed: string[] = [];
  const removed: string[] = [];
  let moved = false;
  for (const id of options.changed) {
    const place = placeOf(id);
    if (place === null) {
      if (!known || known.delete(id)) removed.push(id);
      continue;
    }
    const before = known?.get(id);
    moved ||= before !== undefined && !isSame(before, place);
    known?.set(id, place);
    changed.push(id);
  }
  for (const id of options.removed) {
    if (!known || known.delete(id)) removed.push(id);
  }
  return { changed, removed, moved };
}

function forgetRemoved(memory: Known, { removed }: ScopedChange): void {
  for (const id of removed.queues) memory.queues.delete(id);
  for (const id of removed.agents) memory.agents.delete(id);
  for (const id of removed.alerts) memory.alerts.delete(id);
}

/** What one sees here and another there is in no place: the next patch tells all roll-ups. */
function includePlaces(known: Map<string, Place>, seen: ReadonlyMap<string, Place>): void {
  for (const [id, place] of seen) {
    const before = known.get(id);
    known.set(id, before === undefined || isSame(before, place) ? place : SEVERAL_PLACES);
  }
}

const SEVERAL_PLACES: Place = [];

function queuePlace({ channel, site, business, language }: QueueView): Place {
  return [channel, site, business, language];
}

function agentPlace({ team, site }: AgentView): Place {
  return [team, site];
}

function isSame(a: Place, b: Place): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

function once<T>(compute: () => T): () => T {
  let value: { readonly is: T } | null = null;
  return () => (value ??= { is: compute() }).is;
}
