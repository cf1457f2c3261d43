import type { ServerFacts } from '#web/state/model.ts';
import { textIn } from './answer.ts';

/** What a server says when it takes a connection in; a field is null where it does not say it. */
export interface Greeting {
  /** Over how long its screens are to spread their coming back if it is lost, in milliseconds. */
  readonly spreadMs: number | null;
  readonly server: ServerFacts | null;
}

export const NO_GREETING: Greeting = { spreadMs: null, server: null };

/** What `connection_ack` carries. A server of another build may say less, or something else. */
export function readGreeting(payload: unknown): Greeting {
  return { spreadMs: spreadMsIn(payload), server: serverIn(payload) };
}

/** The `spreadMs` of a thing of unknown shape; null where there is none that makes sense. */
export function spreadMsIn(thing: unknown): number | null {
  const spreadMs = (thing as { spreadMs?: unknown } | null | undefined)?.spreadMs;
  return typeof spreadMs === 'number' && spreadMs >= 0 ? spreadMs : null;
}

function serverIn(payload: unknown): ServerFacts | null {
  const server = (payload as { server?: unknown } | null | undefined)?.server;
  const buildId = textIn(server, 'buildId');
  const timeZone = textIn(server, 'timeZone');
  const mode = MODES.find((each) => each === textIn(server, 'mode'));
  const now = Date.parse(textIn(server, 'now'));
  if (buildId === '' || timeZone === '' || mode === undefined || Number.isNaN(now)) return null;
  return { buildId, timeZone, mode, now };
}

const MODES = ['LIVE', 'DEMO', 'REPLAY'] as const;
