import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
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
        const folder = mkdtempSync(join(tmpdir(), 'tidewall-import-'));
        try {
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
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    ),
    { ...runs(40), endOnFailure: true },
  );
});

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
