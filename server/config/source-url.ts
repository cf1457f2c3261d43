import { basename } from 'node:path';
import type { SourceId } from '#schema/ids.ts';
import { accepted, refused, type Read } from './read.ts';

/** The simulated floor. */
export interface DemoSource {
  readonly kind: 'demo';
  readonly id: SourceId;
  readonly seed: number;
  /** Simulated time over wall time. */
  readonly speed: number;
  readonly agents: number;
  readonly queues: number;
}

/** An Asterisk manager interface. */
export interface AmiSource {
  readonly kind: 'ami';
  readonly id: SourceId;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Never to be logged. */
  readonly secret: string;
  readonly site: string | null;
}

/** An Asterisk queue_log file, followed through rotation. */
export interface QueueLogSource {
  readonly kind: 'queue-log';
  readonly id: SourceId;
  readonly path: string;
  readonly site: string | null;
}

/** A recording: CloudEvents, one a line. */
export interface ReplaySource {
  readonly kind: 'replay';
  readonly id: SourceId;
  readonly path: string;
  /** Floor time over wall time; `max`: as fast as the disk takes it. */
  readonly speed: number | 'max';
}

export type SourceSpec = DemoSource | AmiSource | QueueLogSource | ReplaySource;

/** Reads one source URL (contract, section 1). The sentence never repeats a user, a secret or a whole URL. */
export function readSourceUrl(url: string): Read<SourceSpec> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return refused(`source: a URL is expected that begins with ${SCHEMES}.`);
  const [location, query] = splitAt(url.slice(scheme.length + 1), '?');
  switch (scheme) {
    case 'demo':
      return readDemo(location, query);
    case 'ami':
      return readAmi(url, query);
    case 'queue-log':
      return readQueueLog(location, query);
    case 'replay':
      return readReplay(location, query);
    default:
      return refused(`source: unknown scheme "${scheme}:"; allowed are ${SCHEMES}.`);
  }
}

const SCHEMES = 'demo:, ami:, queue-log:, replay:';

function readDemo(location: string, query: string): Read<SourceSpec> {
  if (location !== '' && location !== '//')
    return refused('demo: nothing but parameters is expected, as in demo:?seed=1.');
  const read = parameters('demo', query, {
    seed: whole(0, 4_294_967_295),
    speed: between(0.1, 600),
    agents: whole(9, 2000),
    queues: whole(1, 60),
  });
  if (!read.ok) return read;
  const { seed = 1, speed = 1, agents = 120, queues = 9 } = read.value;
  return accepted({ kind: 'demo', id: '/demo', seed, speed, agents, queues });
}

function readAmi(url: string, query: string): Read<SourceSpec> {
  const expected = refused(
    'ami: ami://user:secret@host:5038 is expected; special characters in user and secret are percent-encoded.',
  );
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return expected;
  }
  const username = decoded(parsed.username);
  const secret = decoded(parsed.password);
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const strayPath = parsed.pathname !== '' && parsed.pathname !== '/';
  if (!username || !secret || host === '' || strayPath || parsed.hash !== '') return expected;
  // Only now: of a secret with a bare "?" the rest would be taken, and repeated, as a parameter.
  const read = parameters('ami', query, { site: label });
  if (!read.ok) return read;
  const port = parsed.port === '' ? 5038 : Number(parsed.port);
  if (port === 0) return refused('ami: a port of 1 to 65535 is expected.');
  const { site = null } = read.value;
  const id = `/asterisk/${site ?? (port === 5038 ? host : `${host}:${port}`)}`;
  return accepted({ kind: 'ami', id, host, port, username, secret, site });
}

function readQueueLog(location: string, query: string): Read<SourceSpec> {
  const path = filePath(location);
  if (!path) return refused('queue-log: a path is expected, as in queue-log:/path/queue_log.');
  const read = parameters('queue-log', query, { site: label });
  if (!read.ok) return read;
  const { site = null } = read.value;
  return accepted({ kind: 'queue-log', id: `/queue-log/${site ?? basename(path)}`, path, site });
}

function readReplay(location: string, query: string): Read<SourceSpec> {
  const path = filePath(location);
  if (!path) return refused('replay: a path is expected, as in replay:/path/events.ndjson.');
  const pace: Parameter<number | 'max'> = {
    expected: `max or ${between(0.01, 100_000).expected}`,
    read: (text) => (text === 'max' ? 'max' : between(0.01, 100_000).read(text)),
  };
  const read = parameters('replay', query, { speed: pace });
  if (!read.ok) return read;
  const { speed = 1 } = read.value;
  return accepted({ kind: 'replay', id: `/replay/${basename(path)}`, path, speed });
}

interface Parameter<T> {
  /** What is allowed, as the sentence says it. */
  readonly expected: string;
  /** The value, or null where the text is not allowed. */
  readonly read: (text: string) => T | null;
}

const label: Parameter<string> = {
  expected: 'a name of 1 to 100 characters',
  read: (text) => (text.trim() !== '' && text.length <= 100 ? text : null),
};

function between(low: number, high: number): Parameter<number> {
  return {
    expected: `a number of ${low} to ${high}`,
    read: (text) => {
      const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
      return value >= low && value <= high ? value : null;
    },
  };
}

function whole(low: number, high: number): Parameter<number> {
  return {
    expected: `a whole number of ${low} to ${high}`,
    read: (text) => (/^\d+$/.test(text) ? between(low, high).read(text) : null),
  };
}

type Values<P> = { [K in keyof P]?: P[K] extends Parameter<infer T> ? T : never };

function parameters<P extends Record<string, Parameter<unknown>>>(
  scheme: string,
  query: string,
  allowed: P,
): Read<Values<P>> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of new URLSearchParams(query)) {
    const parameter = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (!parameter) {
      const names = Object.keys(allowed).join(', ');
      return refused(`${scheme}: unknown parameter "${name}"; allowed: ${names}.`);
    }
    const value = parameter.read(text);
    if (value === null)
      return refused(`${scheme}: ${name}: ${parameter.expected} is expected, but got "${text}".`);
    values[name] = value;
  }
  return accepted(values as Values<P>);
}

function filePath(location: string): string | null {
  return decoded(location.replace(/^\/\/(?=\/)/, ''));
}

/** Percent-decoded text; a lone % stands for itself, since paths are typed by hand. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitAt(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
