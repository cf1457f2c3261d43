import { superviseFeed, type FeedStatus, type Supervisor } from '#web/feed/supervisor.ts';
import type { FakeFloorServer } from './fake-floor-server.ts';
import { fakeNetwork, type FakeNetwork } from './fake-network.ts';
import { machineIn, type Machine, type SimulatedTime } from './simulated-time.ts';

/** One page's feed on a machine of its own, with a network of its own. */
export interface Screen {
  readonly machine: Machine;
  readonly network: FakeNetwork;
  readonly feed: Supervisor;
  readonly status: FeedStatus;
  /** The newest that it knows; null before it was told anything. */
  readonly knows: string | null;
  /** The place that it asked to go on from at each try, and the newest that it knew then. */
  readonly tries: readonly { readonly cursor: string | null; readonly knew: string | null }[];
  /** When it was live again after each loss, in the time of the simulation. */
  readonly liveAt: readonly number[];
  /** When it noticed each loss. */
  readonly lostAt: readonly number[];
}

export function screenOn(options: {
  readonly time: SimulatedTime;
  readonly server: FakeFloorServer;
  readonly random: () => number;
  readonly chromium?: boolean;
}): Screen {
  const { time, random } = options;
  const machine = machineIn(time);
  const network = fakeNetwork({ ...options, machine });
  const liveAt: number[] = [];
  const lostAt: number[] = [];
  const tries: { cursor: string | null; knew: string | null }[] = [];
  let knows: string | null = null;
  let status: FeedStatus = {
    phase: 'stopped',
    lostAt: null,
    retryAt: null,
    unauthorised: false,
    attempts: 0,
  };
  const feed = superviseFeed<string>({
    clock: machine,
    random,
    connect(cursor, events) {
      tries.push({ cursor, knew: knows });
      return network.connect(cursor, events);
    },
    cursorOf: (update) => update,
    onUpdate: (update) => (knows = update),
    onBeat: () => {},
    onStatus(next) {
      if (next.phase === 'live' && status.phase !== 'live') liveAt.push(time.now);
      if (next.phase !== 'live' && status.phase === 'live') lostAt.push(time.now);
      status = next;
    },
    expectsUpdates: () => true,
  });
  return {
    machine,
    network,
    feed,
    get status() {
      return status;
    },
    get knows() {
      return knows;
    },
    tries,
    liveAt,
    lostAt,
  };
}
