import type { FloorView } from '#server/metrics/view.ts';
import type { ScopedChange } from './scoped-change.ts';

/**
 * All that `changes`, told in this order, come to for somebody who missed them: of each id the last
 * word counts. What is forgotten by now without a word is gone.
 */
export function mergeScopedChanges(
  changes: readonly ScopedChange[],
  view: FloorView,
): ScopedChange {
  if (changes.length === 1) return changes[0]!;
  const queues = lastWords(
    changes,
    (change) => change.queues,
    (change) => change.removed.queues,
  );
  const agents = lastWords(
    changes,
    (change) => change.agents,
    (change) => change.removed.agents,
  );
  const alerts = lastWords(
    changes,
    (change) => change.alerts,
    (change) => change.removed.alerts,
  );
  const forgotten = (id: string): boolean => view.alert(id) === null;
  return {
    queues: queues.changed,
    agents: agents.changed,
    alerts: alerts.changed.filter((id) => !forgotten(id)),
    sources: new Set(changes.flatMap((change) => [...change.sources])),
    total: changes.some((change) => change.total),
    notices: changes.some((change) => change.notices),
    log: changes.some((change) => change.log),
    removed: {
      queues: queues.removed,
      agents: agents.removed,
      alerts: [...alerts.removed, ...alerts.changed.filter(forgotten)],
    },
    allGroups: changes.some((change) => change.allGroups),
  };
}

function lastWords(
  changes: readonly ScopedChange[],
  changedIn: (change: ScopedChange) => readonly string[],
  removedIn: (change: ScopedChange) => readonly string[],
): { changed: string[]; removed: string[] } {
  const isThere = new Map<string, boolean>();
  for (const change of changes) {
    for (const id of changedIn(change)) isThere.set(id, true);
    for (const id of removedIn(change)) isThere.set(id, false);
  }
  const idsThat = (wanted: boolean): string[] =>
    [...isThere].filter(([, there]) => there === wanted).map(([id]) => id);
  return { changed: idsThat(true), removed: idsThat(false) };
}
