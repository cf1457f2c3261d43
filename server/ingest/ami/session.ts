import { connect, type Socket } from 'node:net';
import type { Clock, Timer } from '#server/kit/clock.ts';
import { actionBytes, createAmiParser, type AmiItem, type AmiPacket } from './packets.ts';

/** Who to talk to. */
export interface AmiAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

export interface AmiTimes {
  /** A Ping after so long without one. */
  readonly pingMs: number;
  /** Not a byte for so long: the connection is dead, whatever TCP thinks. */
  readonly silentMs: number;
  /** So long a connection and a login may take. */
  readonly loginMs: number;
}

/** Why a session ended, in words for people. */
export interface SessionEnd {
  readonly reason: string;
  /** The server said no to name or secret: trying at once again is of no use. */
  readonly refused: boolean;
}

export interface SessionEvents {
  /** Logged in and Asterisk is fully booted: questions will be answered. May come again after a late boot. */
  ready(): void;
  /** An event, with its ActionID where it is part of an answer, or the response to an action of ours. */
  packet(packet: AmiPacket): void;
  refused(reason: string): void;
  /** Once; nothing comes afterwards. */
  ended(end: SessionEnd): void;
}

export interface AmiSession {
  /** Sends an action; nothing happens where the connection is gone. */
  send(headers: readonly (readonly [string, string])[]): void;
  close(): void;
}

/** Answers carry this before a number, so that they are told from other clients' and from events. */
export const LOGIN_ID = 'tidewall-login';
const PING_ID = 'tidewall-ping';

/** One connection, from the banner to its end: logs in, pings, notices silence. */
export function openAmiSession(options: {
  address: AmiAddress;
  times: AmiTimes;
  clock: Clock;
  events: SessionEvents;
}): AmiSession {
  const { address, times, clock, events } = options;
  const parser = createAmiParser();
  const socket: Socket = connect({ host: address.host, port: address.port });
  let heardAt = clock.now();
  let loggedIn = false;
  let over = false;
  let timer: Timer | null = null;

  const end = (reason: string, refused = false): void => {
    if (over) return;
    over = true;
    timer?.cancel();
    socket.destroy();
    events.ended({ reason, refused });
  };
  const send = (headers: readonly (readonly [string, string])[]): void => {
    if (!over) socket.write(actionBytes(headers));
  };
  const watch = (): void => {
    const quietMs = clock.now() - heardAt;
    if (!loggedIn && quietMs >= times.loginMs) return end('no answer to the login');
    if (quietMs >= times.silentMs) return end(`silent for ${Math.round(quietMs / 1000)} s`);
    if (loggedIn)
      send([
        ['Action', 'Ping'],
        ['ActionID', PING_ID],
      ]);
    timer = clock.after(times.pingMs, watch);
  };
  const login = (): void =>
    send([
      ['Action', 'Login'],
      ['ActionID', LOGIN_ID],
      ['Username', address.user],
      ['Secret', address.secret],
      // `call` tells who hung up and whether a phone was picked up; the rest would be noise.
      ['Events', 'agent,system,call'],
    ]);
  const take = (item: AmiItem): void => {
    if (item.kind === 'banner') return login();
    if (item.kind === 'refused') return events.refused(item.reason);
    const { packet } = item;
    if (packet.get('ActionID') === PING_ID) return;
    // Nothing but the login was asked so far: the first answer is its, whatever it is called.
    if (!loggedIn && packet.get('Response') !== '') {
      if (packet.get('Response') !== 'Success')
        return end(packet.get('Message') || 'the login was refused', true);
      loggedIn = true;
      return;
    }
    if (loggedIn && packet.get('Event') === 'FullyBooted') return events.ready();
    events.packet(packet);
  };

  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);
  socket.on('data', (chunk) => {
    heardAt = clock.now();
    for (const item of parser.push(chunk)) if (!over) take(item);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  socket.on('close', () =>
    end(
      parser.midPacket ? 'cut off in the middle of a packet' : 'the server closed the connection',
    ),
  );
  timer = clock.after(times.pingMs, watch);
  return { send, close: () => end('stopped') };
}
