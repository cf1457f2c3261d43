import type { Answer } from '#web/state/answer.ts';
import type { Alert, FloorChange } from '#web/state/model.ts';
import type { PastApi, PlaybackEvents, Speed } from '#web/state/past-model.ts';
import { manualPageClock } from './manual-page-clock.ts';
import { silentPastApi } from './silent-past-api.ts';

/** A whole floor, or a change of it, with one queue named after the moment. */
export function floorAt(at: number, kind: 'SNAPSHOT' | 'PATCH' = 'SNAPSHOT'): FloorChange {
  return {
    kind,
    cursor: `c${at}`,
    at,
    total: null,
    queues: [],
    agents: [],
    alerts: [alertOf(`alert ${at}`)],
    sources: [],
    removed: { queues: [], agents: [], alerts: [] },
    notices: [],
    log: null,
  };
}

export function alertOf(id: string): Alert {
  return { id, severity: 'CRITICAL', state: 'FIRING', queue: null } as Alert;
}

/** A server of the past whose answers wait until they are told to come; `fails` makes them refusals. */
export function pastServer() {
  const clock = manualPageClock({ draws: true });
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const levers = { fails: false, step: null as number | null, from: 0 as number | null };
  const plays: { from: number; speed: Speed; events: PlaybackEvents; closed: boolean }[] = [];
  const later = <T>(value: () => T): Promise<Answer<T>> =>
    new Promise((resolve) =>
      waiting.push(() =>
        resolve(
          levers.fails
            ? { ok: false, unauthorised: false, message: 'no' }
            : { ok: true, value: value() },
        ),
      ),
    );
  const api: PastApi = {
    ...silentPastApi,
    floorAt(at) {
      asked.push(`floor ${at}`);
      return later(() => floorAt(at));
    },
    step(at, to) {
      asked.push(`${to} ${at}`);
      return later(() => levers.step);
    },
    bounds: () => later(() => ({ from: levers.from, to: 0 })),
    play(from, speed, events) {
      const play = { from, speed, events, closed: false };
      plays.push(play);
      return { close: () => (play.closed = true) };
    },
  };
  return {
    api,
    clock,
    asked,
    levers,
    plays,
    /** Lets the oldest answer come. */
    async answer(): Promise<void> {
      waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
    get unanswered() {
      return waiting.length;
    },
  };
}
