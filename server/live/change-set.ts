import type { Instant } from '#schema/ids.ts';

/*
 * What changed, by name only: values are read when an update is resolved, so a change set that
 * waits never holds an old number.
 */

/** Names of what changed since some moment. An id is either changed or removed, never both. */
export interface ChangeSet {
  readonly queues: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  readonly alerts: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
  /** The floor as a whole changed. */
  readonly total: boolean;
  readonly notices: boolean;
  /** Whether the log takes what arrives, or what of it is damaged. */
  readonly log: boolean;
  readonly removed: RemovedIds;
  /** The way of the newest event among these changes; absent where they come of the clock alone. */
  readonly newest?: WrittenMarks;
}

/** When an event happened, was accepted, was on disk and was counted. */
export interface WrittenMarks {
  /** By the source's clock; the others are by the server's. */
  readonly eventAt: Instant;
  readonly acceptedAt: Instant;
  readonly durableAt: Instant;
  readonly appliedAt: Instant;
}

/** Ids that are gone. */
export interface RemovedIds {
  readonly queues: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  readonly alerts: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Nothing changed. */
export const NO_CHANGE: ChangeSet = {
  queues: NONE,
  agents: NONE,
  alerts: NONE,
  sources: NONE,
  total: false,
  notices: false,
  log: false,
  removed: { queues: NONE, agents: NONE, alerts: NONE },
};

/** True where nothing at all is named. */
export function isEmptyChange(change: ChangeSet): boolean {
  return (
    !change.total &&
    !change.notices &&
    !change.log &&
    change.queues.size === 0 &&
    change.agents.size === 0 &&
    change.alerts.size === 0 &&
    change.sources.size === 0 &&
    change.removed.queues.size === 0 &&
    change.removed.agents.size === 0 &&
    change.removed.alerts.size === 0
  );
}

/** All that `changes`, told in this order, come to: what was removed and came back counts as changed. */
export function mergeChanges(changes: Iterable<ChangeSet>): ChangeSet {
  const queues = new Fate();
  const agents = new Fate();
  const alerts = new Fate();
  const sources = new Set<string>();
  let total = false;
  let notices = false;
  let log = false;
  let newest: WrittenMarks | undefined;
  for (const change of changes) {
    queues.follow(change.queues, change.removed.queues);
    agents.follow(change.agents, change.removed.agents);
    alerts.follow(change.alerts, change.removed.alerts);
    for (const id of change.sources) sources.add(id);
    total ||= change.total;
    notices ||= change.notices;
    log ||= change.log;
    newest = change.newest ?? newest;
  }
  return {
    queues: queues.changed,
    agents: agents.changed,
    alerts: alerts.changed,
    sources,
    total,
    notices,
    log,
    removed: { queues: queues.removed, agents: agents.removed, alerts: alerts.removed },
    ...(newest && { newest }),
  };
}

/** What became of the ids of one kind: the last word about each id counts. */
class Fate {
  readonly changed = new Set<string>();
  readonly removed = new Set<string>();

  follow(changed: ReadonlySet<string>, removed: ReadonlySet<string>): void {
    for (const id of changed) {
      this.changed.add(id);
      this.removed.delete(id);
    }
    for (const id of removed) {
      this.removed.add(id);
      this.changed.delete(id);
    }
  }
}
