import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '#server/ingest/demo/random.ts';
import { bundleOnly } from '#test/support/bundled.mjs';
import { importFiles, rowsOf } from '#test/support/imported.ts';

/** Within the repository: a bundle finds its packages by where it lies. */
const PROGRAMME = join(
  import.meta.dirname,
  '../../node_modules/.cache/tidewall-import',
  `test-${process.pid}`,
);
const KILLS = 3;
const CONTACTS = 5_000;
const START_AT = Date.parse('2026-03-02T08:00:00Z');

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-import-'));
  await bundleOnly({ source: 'server', names: ['main'], folder: PROGRAMME });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(PROGRAMME, { recursive: true, force: true });
});

test(`the command, killed ${KILLS} times and stopped once while it works, ends with the rows of one that was not`, async () => {
  const seed = `${Date.now()}`;
  const { next } = createRandom(seed);
  const file = join(folder, 'past.ndjson');
  writeFileSync(file, tell(next));
  const data = join(folder, 'data');
  mkdirSync(join(data, 'live'), { recursive: true });
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Soon after the start for sure, then anywhere.
    const writes = 1 + Math.floor(next() * (kill === 0 ? 6 : 80));
    const { code } = await run({ file, data, signal: 'SIGKILL', writes });
    if (code === null) killed += 1;
  }
  expect(killed, seed).toBeGreaterThan(0);
  const stopped = await run({ file, data, signal: 'SIGINT', writes: 1 });
  if (stopped.code !== 0) {
    expect(stopped.code, seed).toBe(130);
    expect(stopped.output).toContain('the same command goes on where this one stopped');
  }
  const last = await run({ file, data });
  expect(last.code, `${seed} ${last.output}`).toBe(0);

  const whole = join(folder, 'whole');
  await importFiles({ data: whole, files: [file] });
  expect(rowsOf(data), seed).toEqual(rowsOf(whole));
});

/** Runs the command; a signal is sent when the history's file was written so many times. */
async function run(options: {
  readonly file: string;
  readonly data: string;
  readonly signal?: NodeJS.Signals;
  readonly writes?: number;
}): Promise<{ readonly code: number | null; readonly output: string }> {
  const { file, data, signal, writes = 0 } = options;
  const args = [join(PROGRAMME, 'main.mjs'), 'import', file, '--data', data, '--time-zone', 'UTC'];
  const env = { ...process.env, TIDEWALL_DATA: '', TIDEWALL_CONFIG: '' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let seen = 0;
  const watcher = watch(join(data, 'live'), (_change, name) => {
    if (name?.startsWith('history.sqlite') && (seen += 1) >= writes && signal) child.kill(signal);
  });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((settle) => child.on('close', settle));
  watcher.close();
  return { code, output };
}

function tell(next: () => number): string {
  const events: { at: number; line: string }[] = [];
  const add = (id: string, type: string, at: number, data: object): void => {
    const time = new Date(at).toISOString();
    const event = { specversion: '1.0', id, source: '/pbx', type, time, data };
    events.push({ at, line: `${JSON.stringify(event)}\n` });
  };
  let at = START_AT;
  for (let index = 0; index < CONTACTS; index += 1) {
    at += Math.floor(next() * 40_000);
    const contact = `c${index}`;
    const queue = `q${Math.floor(next() * 5)}`;
    const agent = `a${Math.floor(next() * 20)}`;
    add(`${contact}-1`, 'contact.queued', at, { contact, queue, channel: 'voice' });
    const waited = at + Math.floor(next() * 60_000);
    if (next() < 0.1) {
      add(`${contact}-2`, 'contact.abandoned', waited, { contact });
      continue;
    }
    add(`${contact}-2`, 'contact.answered', waited, { contact, queue, agent });
    add(`${contact}-3`, 'contact.ended', waited + Math.floor(next() * 600_000), { contact });
  }
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line)
    .join('');
}
