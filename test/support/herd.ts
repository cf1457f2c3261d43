import { fakeFloorServer } from './fake-floor-server.ts';
import { Weather } from './fake-network.ts';
import { screenOn } from './screen.ts';
import { createRandom } from '#server/ingest/demo/random.ts';
import { simulatedTime } from './simulated-time.ts';

/*
 * Five hundred screens that lose one server at one instant, in simulated time, with the page's own
 * supervisor and the server's own rules of admission.
 */

/** How the server goes away. */
export const Outage = {
  /** It is restarted and says so. */
  restart: 'restart',
  /** It is killed: every connection is cut at once, and its machine says no until it is back. */
  killed: 'killed',
  /** The network is gone: nothing says so, and nobody is answered. */
  network: 'network',
  /** It stands still: connections stay, nobody is answered. */
  frozen: 'frozen',
} as const;
export type Outage = (typeof Outage)[keyof typeof Outage];

export interface HerdRun {
  readonly screens: number;
  readonly outage: Outage;
  readonly outageMs: number;
  readonly seed: string;
  /** Browsers that hold sockets back after many failures, as Chromium does. */
  readonly chromium: boolean;
}

export interface HerdFigures {
  /** Screens that noticed the outage at all. */
  readonly lost: number;
  readonly back: number;
  /** From the end of the outage until that share of those that lost it was live again. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastMs: number;
  /** The most connections that reached the server within any second, be they taken in or not. */
  readonly mostReached: number;
  readonly mostAdmitted: number;
  /** Asked to come again. */
  readonly deferred: number;
  /** Screens that know less than the server at the end. */
  readonly behind: number;
}

const QUIET_MS = 60_000;
const AFTER_MS = 90_000;

export function runHerd(run: HerdRun): HerdFigures {
  const time = simulatedTime();
  const server = fakeFloorServer(time);
  const random = createRandom(run.seed).next;
  const screens = Array.from({ length: run.screens }, () =>
    screenOn({ time, server, random, chromium: run.chromium }),
  );
  // They were switched on one after the other.
  for (const screen of screens) time.at(random() * 20_000, () => screen.feed.start());
  time.pass(QUIET_MS + random() * 1_000);
  if (run.outage === Outage.network) {
    for (const { network } of screens) network.weather = Weather.black;
  } else if (run.outage === Outage.frozen) server.freeze();
  else if (run.outage === Outage.restart) server.restart();
  else server.kill();
  const goneAt = time.now;
  time.pass(run.outageMs);
  for (const { network } of screens) network.weather = Weather.well;
  server.up();
  server.change();
  const upAt = time.now;
  time.pass(AFTER_MS);
  const lost = screens.filter(({ lostAt }) => lostAt.some((at) => at >= goneAt));
  const backMs = lost
    .flatMap(({ liveAt }) => liveAt.filter((at) => at >= goneAt).slice(-1))
    .map((at) => Math.max(0, at - upAt))
    .sort((a, b) => a - b);
  const figures = {
    lost: lost.length,
    back:
      screens.filter(({ status }) => status.phase === 'live').length - screens.length + lost.length,
    p50Ms: atShare(backMs, 0.5),
    p99Ms: atShare(backMs, 0.99),
    lastMs: backMs.at(-1) ?? 0,
    mostReached: mostInASecond(server.reachedAt.filter((at) => at >= goneAt)),
    mostAdmitted: mostInASecond(server.admittedAt.filter((at) => at >= goneAt)),
    deferred: server.deferred,
    behind: screens.filter(({ knows }) => knows !== server.newest).length,
  };
  for (const { feed } of screens) feed.stop();
  return figures;
}

/** The most of these moments, in order, that lie within any one second. */
export function mostInASecond(moments: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (let last = 0; last < moments.length; last += 1) {
    while (moments[last]! - moments[first]! >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function atShare(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
