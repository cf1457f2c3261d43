import type { Alert } from '#schema/alert.ts';
import type { GraphPorts, NewNotice } from '#server/graphql/context.ts';
import type { AcceptEvents } from '#server/http/events-intake.ts';
import { createHttpServer, type HttpServerOptions } from '#server/http/http-server.ts';
import { systemClock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { NO_CHANGE, type ChangeSet } from '#server/live/change-set.ts';
import { createHub, type Hub } from '#server/live/hub.ts';
import { fakeFloor, type FakeFloor } from './floor-view.ts';

export const TOKEN = 'test-token';
export const SIGN_IN_KEY = 'test-key';
export const BEARER = { authorization: `Bearer ${TOKEN}` };

/** The whole edge on a free port of this machine, in front of a floor that the test moves. */
export interface Edge {
  readonly origin: string;
  readonly floor: FakeFloor;
  readonly hub: Hub;
  /** Windows that are watched now, one entry a watcher. */
  readonly watched: number[];
  readonly notices: NewNotice[];
  /** Batches that came in over POST /events. */
  readonly batches: (readonly unknown[])[];
  /** A sign of life to all screens, as once a second. */
  beat(): void;
  /** Tells of a change. */
  changed(change: Partial<ChangeSet>): void;
  stop(): Promise<void>;
}

export interface EdgeOptions {
  readonly ports?: Partial<GraphPorts>;
  readonly accept?: AcceptEvents;
  readonly http?: Partial<HttpServerOptions>;
  /** Shortest time between two updates; the hub's own unless said. */
  readonly minIntervalMs?: number;
}

export async function startEdge(options: EdgeOptions = {}): Promise<Edge> {
  const floor = fakeFloor();
  const hub = createHub({
    clock: systemClock,
    epoch: 'e1',
    minIntervalMs: options.minIntervalMs,
  });
  const watched: number[] = [];
  const notices: NewNotice[] = [];
  const batches: (readonly unknown[])[] = [];
  const graph: GraphPorts = {
    view: () => floor,
    hub,
    watchWindow(lengthMs) {
      watched.push(lengthMs);
      return () => void watched.splice(watched.indexOf(lengthMs), 1);
    },
    acknowledge(id, by): Promise<Alert | null> {
      if (!floor.alert(id)) return Promise.resolve(null);
      const parts = {
        state: 'acknowledged',
        acknowledgedBy: by,
        acknowledgedAt: floor.now,
      } as const;
      floor.setAlert(id, parts);
      return Promise.resolve(floor.alert(id));
    },
    postNotice(notice) {
      notices.push(notice);
      return Promise.resolve();
    },
    alertText: (alert, locale) => `${alert.id} in ${locale}`,
    server: () => ({ buildId: 'b1', now: systemClock.now(), mode: 'live' }),
    ...options.ports,
  };
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    logger: silentLogger,
    token: TOKEN,
    signInKey: SIGN_IN_KEY,
    sessionSecret: new Uint8Array(32).fill(7),
    staticFolder: 'test/fixtures/no-web-app',
    graph,
    accept(items) {
      batches.push(items);
      return (options.accept ?? acceptAll)(items);
    },
    notReady: () => [],
    collect: () => [],
    ...options.http,
  });
  const { host, port } = await server.start();
  return {
    origin: `http://${host}:${port}`,
    floor,
    hub,
    watched,
    notices,
    batches,
    changed: (change) => hub.publish({ ...NO_CHANGE, ...change }, floor.now),
    beat: () => server.beat(floor.now),
    stop: () => server.stop(),
  };
}

const acceptAll: AcceptEvents = (items) =>
  Promise.resolve({ accepted: items.length, duplicates: 0, refused: [] });
