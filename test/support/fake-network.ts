import type { Connect, Connection, ConnectionEvents } from '#web/feed/connection.ts';
import type { FakeFloorServer } from './fake-floor-server.ts';
import type { Machine, SimulatedTime } from './simulated-time.ts';

/*
 * The way between one page and a server, with levers for everything that networks do. What is not
 * answered is knocked for again after one, three and seven seconds, as TCP does.
 */

/** How the network behaves to this page. */
export const Weather = {
  well: 'well',
  /** The machine of the server says no: nothing listens there. */
  refused: 'refused',
  /** The name is not known: no knock leaves the page. */
  noName: 'noName',
  /** Nothing gets through and nothing says so; what was under way is lost. */
  black: 'black',
  /** Nothing gets through for now; all of it comes later, in one burst. */
  held: 'held',
  /** A proxy takes the socket in and knows of no server behind it. */
  half: 'half',
} as const;
export type Weather = (typeof Weather)[keyof typeof Weather];

export interface FakeNetwork {
  weather: Weather;
  /** How long a message takes. */
  latencyMs: number;
  /** Sockets of the page that it has not closed and that were not closed to it. */
  readonly open: number;
  /** The most that were open at once. */
  readonly mostOpen: number;
  /** When the page tried, in the time of the simulation. */
  readonly triedAt: readonly number[];
  readonly connect: Connect<string>;
  /** Cuts whatever is open: the page is told, or it is not. */
  cut(closing?: { code: number; reason: string }): void;
  /** Whatever is open is dead from now on, and nobody is told. */
  lose(): void;
}

/** A server asks every twelve seconds, and waits as long. */
const PONG_WITHIN_MS = 24_000;
const KNOCKS_MS = [0, 1_000, 3_000, 7_000];

export function fakeNetwork(options: {
  readonly time: SimulatedTime;
  readonly machine: Machine;
  readonly server: FakeFloorServer;
  readonly random: () => number;
  /** Holds sockets back after many failures, as Chromium does. */
  readonly chromium?: boolean;
}): FakeNetwork {
  const { time, machine, server } = options;
  const sockets = new Set<FakeSocket>();
  const triedAt: number[] = [];
  const failedAt: number[] = [];
  let mostOpen = 0;
  const network: FakeNetwork = {
    weather: Weather.well,
    latencyMs: 5,
    get open() {
      return sockets.size;
    },
    get mostOpen() {
      return mostOpen;
    },
    triedAt,
    connect(cursor, events): Connection {
      triedAt.push(time.now);
      const socket = createSocket(events);
      sockets.add(socket);
      mostOpen = Math.max(mostOpen, sockets.size);
      time.at(time.now + heldBackMs(), () => knock(socket, cursor, 0));
      return {
        close() {
          if (!socket.opened) failedAt.push(time.now);
          end(socket);
          // Where nothing gets through, the server does not hear of it either.
          if (network.weather !== Weather.black) socket.leave();
        },
      };
    },
    cut(closing = { code: 1006, reason: '' }) {
      for (const socket of [...sockets]) {
        socket.leave();
        socket.deliver(() => close(socket, closing));
      }
    },
    lose() {
      for (const socket of sockets) {
        socket.dead = true;
        socket.leave();
      }
    },
  };
  return network;

  function createSocket(events: ConnectionEvents<string>): FakeSocket {
    const socket: FakeSocket = {
      events,
      ended: false,
      dead: false,
      opened: false,
      burst: [],
      leave: () => {},
      deliver(tell) {
        if (socket.dead) return;
        time.at(time.now + network.latencyMs, () => arrive(socket, tell));
      },
    };
    return socket;
  }

  function arrive(socket: FakeSocket, tell: () => void): void {
    if (socket.dead || socket.ended) return;
    if (network.weather === Weather.black) socket.dead = true;
    else if (network.weather === Weather.held) {
      if (socket.burst.push(tell) === 1) waitForBurst(socket);
    } else if (socket.burst.length > 0) socket.burst.push(tell);
    else whenAwake(socket, tell);
  }

  function waitForBurst(socket: FakeSocket): void {
    time.at(time.now + 500, () => {
      if (network.weather === Weather.held) return waitForBurst(socket);
      const burst = socket.burst.splice(0);
      for (const tell of burst) arrive(socket, tell);
    });
  }

  /** A page that sleeps is told when it wakes; one that sleeps for long is given up by its server. */
  function whenAwake(socket: FakeSocket, tell: () => void): void {
    if (socket.ended || socket.dead) return;
    if (!machine.asleep) return tell();
    const { from, to } = machine.night;
    if (time.now - from > PONG_WITHIN_MS) {
      socket.dead = true;
      socket.leave();
    } else time.at(to, () => whenAwake(socket, tell));
  }

  function knock(socket: FakeSocket, cursor: string | null, nth: number): void {
    if (socket.ended) return;
    const { weather } = network;
    const isUp = weather !== Weather.well || server.listens;
    if (weather === Weather.noName || weather === Weather.refused || !isUp) {
      failedAt.push(time.now);
      time.at(time.now + 1, () => whenAwake(socket, () => close(socket, CUT)));
    } else if (weather === Weather.black || weather === Weather.held) {
      const [now, next] = [KNOCKS_MS[nth]!, KNOCKS_MS[nth + 1]];
      if (next !== undefined) time.at(time.now + next - now, () => knock(socket, cursor, nth + 1));
    } else if (weather === Weather.half) socket.deliver(() => socket.events.onReached());
    else enter(socket, cursor);
  }

  function enter(socket: FakeSocket, cursor: string | null): void {
    const hear = (tell: () => void): void =>
      socket.deliver(() => {
        socket.opened = true;
        socket.events.onHeard();
        tell();
      });
    socket.leave = server.enter({
      cursor,
      reached: () => socket.deliver(() => socket.events.onReached()),
      greet: (greeting) => hear(() => socket.events.onOpened(greeting)),
      update: (update) => hear(() => socket.events.onUpdate(update)),
      beat: (at, spreadMs) => hear(() => socket.events.onBeat(at, spreadMs)),
      close: (closing) => socket.deliver(() => close(socket, closing)),
    });
  }

  function close(socket: FakeSocket, closing: { code: number; reason: string }): void {
    if (socket.ended) return;
    end(socket);
    socket.events.onClosed(closing);
  }

  function end(socket: FakeSocket): void {
    socket.ended = true;
    sockets.delete(socket);
  }

  /** One to five seconds once sixteen sockets have failed within some minutes. */
  function heldBackMs(): number {
    if (options.chromium !== true) return 0;
    while (failedAt.length > 0 && failedAt[0]! < time.now - 270_000) failedAt.shift();
    const fullMs = 1_000 + options.random() * 4_000;
    return (fullMs * 2 ** Math.min(16, failedAt.length)) / 2 ** 16;
  }
}

const CUT = { code: 1006, reason: '' };

interface FakeSocket {
  readonly events: ConnectionEvents<string>;
  ended: boolean;
  /** Nothing gets through any more, and nobody knows. */
  dead: boolean;
  opened: boolean;
  readonly burst: (() => void)[];
  /** Tells the server that it is over. */
  leave: () => void;
  deliver(tell: () => void): void;
}
