import { readPort, readText, readToken, type Settings } from './config.ts';
import { accepted, type Read } from './read.ts';

/** Reads the TIDEWALL_… variables; one that is empty counts as absent. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Read<Settings> {
  let settings: Settings = {};
  for (const [name, key, reader] of VARIABLES) {
    const text = env[name];
    if (text === undefined || text === '') continue;
    const read = reader(name, text);
    if (!read.ok) return read;
    settings = { ...settings, [key]: read.value };
  }
  return accepted(settings);
}

const VARIABLES: readonly [
  string,
  keyof Settings,
  (name: string, text: string) => Read<string | number>,
][] = [
  ['TIDEWALL_TOKEN', 'token', readToken],
  ['TIDEWALL_PORT', 'port', readPort],
  ['TIDEWALL_HOST', 'host', readText],
  ['TIDEWALL_DATA', 'data', readText],
  ['TIDEWALL_CONFIG', 'config', readText],
];
