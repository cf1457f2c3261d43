import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEventType } from '#schema/events/types.ts';
import type { FloorEvent } from '#schema/events/envelope.ts';
import type { Alert } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { clearDelta, createDelta } from '#server/floor/delta.ts';
import { advanceFloor, applyFloorEvent, createFloor } from '#server/floor/fold.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { History, Listener } from '#server/history/history.ts';
import { openHistory } from '#server/history/open-history.ts';
import type { Entry } from '#server/journal/journal.ts';
import { createFloorView } from '#server/metrics/floor-view.ts';
import type { FloorView } from '#server/metrics/view.ts';

/**
 * The floor's fold alone, with somebody who listens: what the history needs of a world. Time is passed
 * second by second where `quick` is not set, else from quarter hour to quarter hour and to each entry.
 */
export interface ListenedFloor {
  readonly state: FloorState;
  readonly view: FloorView;
  listener: Listener | null;
  /** Entries applied. */
  seq: number;
  apply(entry: Entry): void;
  pass(to: Instant): void;
}

export function listenedFloor(timeZone = 'UTC', { quick = true } = {}): ListenedFloor {
  const state = createFloor({ timeZone });
  const step = createDelta();
  const settle = (event: FloorEvent | null): void => {
    floor.listener?.(step, event);
    clearDelta(step);
  };
  const visit = (to: Instant): void => {
    advanceFloor(state, to, step);
    settle(null);
  };
  const floor: ListenedFloor = {
    state,
    view: viewOf(state),
    listener: null,
    seq: 0,
    pass(to) {
      if (state.now === 0) state.now = to;
      const stepMs = quick ? QUARTER_MS : SECOND_MS;
      for (let at = Math.floor(state.now / stepMs) * stepMs + stepMs; at < to; at += stepMs)
        visit(at);
      visit(to);
    },
    apply(entry) {
      floor.seq += 1;
      state.seq = floor.seq;
      floor.pass(entry.floorAt);
      if (entry.kind !== 'event' || !isEventType(entry.type)) return;
      const { source, id, type, at, data } = entry;
      const event = { source, id, type, at, data } as FloorEvent;
      applyFloorEvent(state, event, step);
      settle(event);
    },
  };
  return floor;
}

/** A history's file in a folder of its own. */
export function historyPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'tidewall-history-')), 'history.sqlite');
}

export interface ListeningHistory {
  readonly history: History;
  readonly floor: ListenedFloor;
}

/** A history that listens to a floor from its beginning, or from what it has already. */
export function listeningHistory(
  options: {
    readonly path?: string;
    readonly timeZone?: string;
    readonly floor?: ListenedFloor;
    readonly lastSeq?: number;
    readonly keepDays?: number;
    readonly beganAt?: Instant | null;
    readonly identity?: string;
    readonly alerts?: readonly Alert[];
    readonly quick?: boolean;
  } = {},
): ListeningHistory {
  const { timeZone = 'UTC', quick = true } = options;
  const floor = options.floor ?? listenedFloor(timeZone, { quick });
  const history = openHistory({
    path: options.path ?? historyPath(),
    identity: options.identity ?? 'log',
    lastSeq: options.lastSeq ?? Infinity,
    keepDays: options.keepDays ?? 1830,
    timeZone,
  });
  listen(history, floor, options);
  return { history, floor };
}

export function listen(
  history: History,
  floor: ListenedFloor,
  { beganAt = null, alerts = [] }: { beganAt?: Instant | null; alerts?: readonly Alert[] } = {},
): void {
  floor.listener = history.listen({
    floor: floor.state,
    beganAt,
    seq: () => floor.seq,
    alerts: () => alerts,
  });
}

function viewOf(state: FloorState): FloorView {
  return createFloorView(state, {
    windows: {
      watch: () => () => undefined,
      lengths: [],
      apply: () => undefined,
      advance: () => new Set(),
      sum: () => {
        throw new Error('no sliding window is expected to be asked for');
      },
      counts: () => {
        throw new Error('no sliding window is expected to be asked for');
      },
    },
    siteMetrics: [],
    surge: () => null,
    expected: () => null,
    severity: () => null,
    openAlerts: () => [],
    alert: () => null,
    alertsBetween: () => [],
    refused: () => 0,
  });
}
