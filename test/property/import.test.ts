import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { systemClock, type Clock } from '#server/kit/clock.ts';
import type { EventEntry } from '#test/support/histories.ts';
import { importFiles, rowsOf } from '#test/support/imported.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { inOrder, wholeHistories } from '#test/support/whole-histories.ts';

/** Lives of days, told in the order of their times. */
const recordings = wholeHistories
  .map((entries) =>
    inOrder(entries).map((entry) => ({ ...entry, at: START_AT + (entry.at - START_AT) * 30 })),
  )
  .filter((entries) => entries.length > 0);

const kills = fc.array(fc.integer({ min: 2, max: 24 }), { minLength: 1, maxLength: 5 });

/**
 * A kill is a copy of the folder between two blocks: what the process had not written is not in it.
 */
test('an import that is killed at any moments and begun again says what one in a go says', async () => {
  await fc.assert(
    fc.asyncProperty(
      recordings,
      kills,
      fc.record({
        flushEvery: fc.integer({ min: 1, max: 6 }),
        blockBytes: fc.integer({ min: 200, max: 700 }),
        parts: fc.integer({ min: 1, max: 3 }),
        packed: fc.boolean(),
      }),
      async (entries, killed, { parts, packed, ...how }) => {
        await inFolder(async (folder) => {
          const files = write(entries, { folder, parts, packed });
          const whole = join(folder, 'whole');
          expect((await importFiles({ data: whole, files })).exit).toBe(0);

          let data = join(folder, 'run-0');
          mkdirSync(data);
          for (const [index, blocks] of killed.entries()) {
            const next = join(folder, `run-${index + 1}`);
            let looks = 0;
            const stopped = (): boolean => {
              looks += 1;
              if (looks === blocks) cpSync(data, next, { recursive: true });
              return looks >= blocks;
            };
            const { exit } = await importFiles({ data, files, stopped, ...how });
            if (exit !== 130) break;
            data = next;
          }
          const last = await importFiles({ data, files, ...how });
          expect(last.exit).toBe(0);
          expect(rowsOf(data)).toEqual(rowsOf(whole));
        });
      },
    ),
    { ...runs(40), endOnFailure: true },
  );
});

/** Lives in which what is said later is of a quarter hour that may have been written by then. */
test.for<readonly [string, readonly Told[]]>([
  [
    'hands over a contact that came in before the first whole quarter hour',
    [
      [1, 'contact.queued', { contact: 'c', queue: 'sales' }],
      [2, 'contact.answered', { contact: 'c' }],
      [60, 'notice.posted', { text: 'Lunch at one' }],
      [100, 'contact.answered', { contact: 'c', agent: 'ann' }],
    ],
  ],
  [
    'names who answered after the answer, at the same instant',
    [
      [1, 'agent.signedIn', { agent: 'ann' }],
      [31, 'contact.queued', { contact: 'c', queue: 'sales' }],
      [50, 'contact.answered', { contact: 'c' }],
      [50, 'contact.answered', { contact: 'c', agent: 'ann' }],
      [100, 'notice.posted', { text: 'Lunch at one' }],
    ],
  ],
  [
    'defines a queue anew after a contact that had come in before the queue was heard of',
    [
      [1, 'agent.signedIn', { agent: 'ann' }],
      [31, 'bot.engaged', { contact: 'c' }],
      [62, 'contact.queued', { contact: 'c', queue: 'sales' }],
      [80, 'queue.defined', { queue: 'sales', site: 'north' }],
      [100, 'contact.ended', { contact: 'c' }],
    ],
  ],
])('an import says the same, however often it writes, that %s', async ([, told]) => {
  await inFolder(async (folder) => {
    const files = write(told.map(entryOf), { folder, parts: 1, packed: false });
    const whole = join(folder, 'whole');
    const often = join(folder, 'often');
    await importFiles({ data: whole, files });
    await importFiles({ data: often, files, flushEvery: 1 });
    expect(rowsOf(often)).toEqual(rowsOf(whole));
  });
});

test('an import that was killed between its last event and the end of its file counts the last quarter hour', async () => {
  await inFolder(async (folder) => {
    const events = [entryOf([1, 'contact.queued', { contact: 'c', queue: 'sales' }], 0)];
    const [file] = write(events, { folder, parts: 1, packed: false });
    appendFileSync(file!, '\n'.repeat(5_000));
    const files = [file!];
    const whole = join(folder, 'whole');
    const killed = join(folder, 'killed');
    const data = join(folder, 'data');
    await importFiles({ data: whole, files });
    let looks = 0;
    const stopped = (): boolean => {
      looks += 1;
      if (looks === 3) cpSync(data, killed, { recursive: true });
      return looks >= 3;
    };
    const how = { files, flushEvery: 1, blockBytes: 1_000 };
    expect((await importFiles({ data, stopped, ...how })).exit).toBe(130);
    expect(rowsOf(killed)).not.toEqual(rowsOf(whole));
    await importFiles({ data: killed, ...how });
    expect(rowsOf(killed)).toEqual(rowsOf(whole));
  });
});

test('an import that was killed while it ended its files goes on to the same end', async () => {
  await inFolder(async (folder) => {
    const events = [1, 20, 40].map((minute, index) =>
      entryOf([minute, 'contact.queued', { contact: `c${index}`, queue: 'sales' }], index),
    );
    const files = write(events, { folder, parts: 2, packed: false });
    const whole = join(folder, 'whole');
    const data = join(folder, 'data');
    await importFiles({ data: whole, files });
    // It looks at the clock after each write.
    const copies: string[] = [];
    const clock: Clock = {
      ...systemClock,
      now() {
        if (existsSync(data)) {
          copies.push(join(folder, `killed-${copies.length}`));
          cpSync(data, copies.at(-1)!, { recursive: true });
        }
        return systemClock.now();
      },
    };
    await importFiles({ data, files, clock });
    const unfinished = copies.filter((killed) => !isDeepStrictEqual(rowsOf(killed), rowsOf(whole)));
    expect(unfinished.length).toBeGreaterThan(1);
    for (const killed of copies) {
      await importFiles({ data: killed, files });
      expect([killed, rowsOf(killed)]).toEqual([killed, rowsOf(whole)]);
    }
  });
});

/** Minutes after the start, what happened, and its data. */
type Told = readonly [minute: number, type: string, data: Record<string, unknown>];

function entryOf([minute, type, data]: Told, index: number): EventEntry {
  const at = START_AT + minute * MINUTE_MS;
  return { kind: 'event', floorAt: at, id: `e${index}`, source: '/pbx', type, at, data };
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidewall-import-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(
  entries: readonly EventEntry[],
  { folder, parts, packed }: { folder: string; parts: number; packed: boolean },
): string[] {
  const lines = entries.map(({ id, source, type, at, data }) => {
    const time = new Date(at).toISOString();
    return `${JSON.stringify({ specversion: '1.0', id, source, type, time, data })}\n`;
  });
  const size = Math.ceil(lines.length / parts);
  const files: string[] = [];
  for (let from = 0; from < lines.length; from += size) {
    const path = join(folder, `part-${files.length}.ndjson`);
    const text = lines.slice(from, from + size).join('');
    writeFileSync(path, packed ? gzipSync(text) : text);
    files.push(path);
  }
  return files;
}
