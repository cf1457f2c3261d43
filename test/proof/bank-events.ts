import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { decodeCloudEvent } from '#schema/events/decode.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { createLineSplitter } from '#server/kit/line-splitter.ts';

/** Where the recordings are beside the repository. */
export const BANK_FOLDER = '../shared/data/anonymous-bank-1999';

/** Events of one second, in the order they were told. */
export interface Second {
  readonly at: number;
  readonly events: readonly IncomingEvent[];
}

/** A folder of recorded calls and the program that tells them as events. */
export interface Calls {
  readonly folder: string;
  readonly converter: string;
}

/**
 * The calls of a folder, or of its `calls`; told by the `to-events.mjs` beside them, or by that of
 * the recordings beside the repository. Throws where there are none.
 */
export function callsIn(folder: string): Calls {
  const calls = [join(folder, 'calls'), folder].find(
    (path) => existsSync(path) && readdirSync(path).some((file) => file.endsWith('.tsv.gz')),
  );
  if (!calls) throw new Error(`recorded calls (*.tsv.gz) are expected in ${folder}`);
  const converter = [calls, dirname(calls), folder, BANK_FOLDER]
    .map((path) => join(path, 'to-events.mjs'))
    .find((path) => existsSync(path));
  if (!converter) throw new Error(`to-events.mjs is expected beside ${calls}`);
  return { folder: calls, converter };
}

/**
 * The events of all calls from the day before `from` (of which some reach past midnight) to `to`,
 * second by second, through the gate for CloudEvents. An event that the gate refuses is an error.
 */
export async function* tellCalls(
  calls: Calls,
  days: { readonly from: string; readonly to: string },
): AsyncGenerator<Second> {
  const dayBefore = new Date(Date.parse(days.from) - DAY_MS).toISOString().slice(0, 10);
  const whole = withMonth(calls.folder, dayBefore.slice(0, 7));
  const args = ['--calls', whole.folder, '--from', dayBefore, '--to', days.to];
  const program = spawn(process.execPath, [calls.converter, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(program, 'close');
  try {
    const splitter = createLineSplitter();
    let second: { at: number; events: IncomingEvent[] } | null = null;
    for await (const chunk of program.stdout)
      for (const { text } of splitter.push(chunk as Uint8Array)) {
        const event = eventOf(text ?? '');
        const at = Math.floor(event.at / 1000) * 1000;
        if (second && second.at !== at) {
          yield second;
          second = null;
        }
        second ??= { at, events: [] };
        second.events.push(event);
      }
    if (second) yield second;
    const [code] = (await closed) as [number | null];
    if (code !== 0) throw new Error(`${calls.converter} broke off with code ${code}`);
  } finally {
    program.kill();
    whole.remove();
  }
}

/**
 * A folder in which the month of the day before is too: some of its calls reach into the first day.
 * Where the folder does not have it, and the recordings beside the repository do, one of links to both.
 */
function withMonth(folder: string, month: string): { folder: string; remove(): void } {
  const file = `${month}.tsv.gz`;
  const known = join(BANK_FOLDER, 'calls', file);
  if (existsSync(join(folder, file)) || !existsSync(known)) return { folder, remove() {} };
  const both = mkdtempSync(join(tmpdir(), 'tidewall-proof-'));
  for (const each of readdirSync(folder)) symlinkSync(resolve(folder, each), join(both, each));
  symlinkSync(resolve(known), join(both, file));
  return { folder: both, remove: () => rmSync(both, { recursive: true, force: true }) };
}

/** As a replay reads it: decoded to see that it is one, its data as it was written. */
function eventOf(line: string): IncomingEvent {
  const json = JSON.parse(line) as { readonly data: IncomingEvent['data'] };
  const decoded = decodeCloudEvent(json);
  if (!decoded.ok) throw new Error(`an event was refused: ${decoded.reason}`);
  const { id, source, type, at } = decoded.event;
  return { id, source, type, at, data: json.data };
}
