import type { FloorChange } from '#web/state/model.ts';

/** A floor as a client that does what updates say has it, in plain things that can be compared. */
export interface FloorMirror {
  /** The place of the newest update; null before the first. */
  readonly cursor: string | null;
  apply(change: FloorChange): void;
  /** All of it, in one text that is equal where the floors are. */
  text(): string;
}

export function floorMirror(): FloorMirror {
  const lists = {
    queues: new Map<string, unknown>(),
    agents: new Map<string, unknown>(),
    alerts: new Map<string, unknown>(),
    sources: new Map<string, unknown>(),
  };
  let cursor: string | null = null;
  let rest: Pick<FloorChange, 'total' | 'notices' | 'log'> = {
    total: null,
    notices: null,
    log: null,
  };
  return {
    get cursor() {
      return cursor;
    },
    apply(change) {
      cursor = change.cursor;
      if (change.kind === 'SNAPSHOT') for (const list of Object.values(lists)) list.clear();
      for (const id of change.removed.queues) lists.queues.delete(id);
      for (const id of change.removed.agents) lists.agents.delete(id);
      for (const id of change.removed.alerts) lists.alerts.delete(id);
      for (const queue of change.queues) lists.queues.set(queue.id, queue);
      for (const agent of change.agents) lists.agents.set(agent.id, agent);
      for (const source of change.sources) lists.sources.set(source.id, source);
      for (const alert of change.alerts)
        if (alert.state === 'RESOLVED') lists.alerts.delete(alert.id);
        else lists.alerts.set(alert.id, alert);
      rest = {
        total: change.total ?? rest.total,
        notices: change.notices ?? rest.notices,
        log: change.log ?? rest.log,
      };
    },
    text() {
      const sorted = Object.entries(lists).map(([name, list]) => [
        name,
        [...list].sort(([one], [other]) => (one < other ? -1 : 1)),
      ]);
      return JSON.stringify([sorted, rest], withoutRunningTime);
    },
  };
}

/** Shares of time go on with the clock, and no update is sent for time alone (F-7). */
function withoutRunningTime(key: string, value: unknown): unknown {
  return key === 'occupancyRatio' ? undefined : value;
}
