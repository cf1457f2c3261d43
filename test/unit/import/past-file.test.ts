import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openKnownFiles } from '#server/import/known-files.ts';
import { findPastFile, type PastFile } from '#server/import/past-file.ts';
import { PastFileBroken, readPastLines } from '#server/import/past-lines.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-past-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function found(
  name: string,
  content: string | Uint8Array,
  source?: string,
): Promise<PastFile> {
  const read = await findPastFile(file(name, content), source ?? null);
  if (!read.ok) throw new Error(read.message);
  return read.file;
}

async function linesOf(path: string, blockBytes?: number): Promise<[string | null, boolean][]> {
  const lines: [string | null, boolean][] = [];
  for await (const block of readPastLines(path, { blockBytes }))
    for (const { text, isWhole } of block) lines.push([text, isWhole]);
  return lines;
}

const EVENT = JSON.stringify({
  ...{ specversion: '1.0', id: '1', source: '/pbx', type: 'contact.queued' },
  ...{ time: '2026-03-02T09:00:00Z', data: { contact: 'c', queue: 'q' } },
});

describe('a file of the past', () => {
  test('is known by its content, whatever it is called', async () => {
    const events = await found('x.log', `\uFEFF\r\n${EVENT}\r\n`);
    expect(events).toMatchObject({
      format: 'CloudEvents',
      firstAt: Date.parse('2026-03-02T09:00:00Z'),
      source: '/pbx',
    });
    const packed = await found('y', gzipSync(`not json\n${EVENT}\n`));
    expect(packed).toMatchObject({ format: 'CloudEvents', firstAt: events.firstAt });
    const line = '1772442000.123|1.1|sales|NONE|ENTERQUEUE||\n';
    const log = { format: 'queue_log', firstAt: 1_772_442_000_000 };
    expect(await found('queue_log.3.gz', line)).toMatchObject({
      ...log,
      source: '/queue-log/queue_log',
    });
    expect(await found('queue_log-20260302', line)).toMatchObject({
      source: '/queue-log/queue_log',
    });
    expect(await found('a.ndjson', line, '/hq')).toMatchObject({ ...log, source: '/hq' });
    expect(await found('empty', '\n\n')).toMatchObject({ format: null });
  });

  test('that is none is refused, also a list of events in one piece', async () => {
    for (const content of [`[${EVENT}]`, 'a,b,c\n1,2,3\n', '{"time":1}\n', new Uint8Array(4_000)])
      expect(await findPastFile(file('odd', content), null)).toMatchObject({ ok: false });
    expect(await findPastFile(folder, null)).toMatchObject({ ok: false });
  });

  test('is found again when it has grown or was packed, and another one is not taken for it', async () => {
    const known = openKnownFiles(folder);
    const first = await found('a', `${EVENT}\n`);
    const { id, chain } = known.add(first, null, 'kind');
    const grown = await found('b', gzipSync(`${EVENT}\n${EVENT.replace('"1"', '"2"')}\n`));
    for (const each of [known, openKnownFiles(folder)]) {
      expect(each.find(grown)).toEqual({ id, chain });
      expect(each.find(await found('c', `${EVENT.replace('"1"', '"3"')}\n`))).toBeNull();
    }
  });

  test('gives every line that can be read, cut anywhere, and says where it breaks off', async () => {
    const text = Array.from({ length: 500 }, (_, index) => `line ${index} 观澜 ${index * 7}`);
    const packed = gzipSync(`${text.join('\n')}\n`);
    const whole = text.map((each) => [each, true]);
    expect(await linesOf(file('w.gz', packed), 7)).toEqual(whole);
    // Two packed files, one after the other, are one.
    const two = Buffer.concat([packed, gzipSync('the end')]);
    expect(await linesOf(file('two.gz', two))).toEqual([...whole, ['the end', false]]);
    for (const cut of [1, 4, 9, 40, 300]) {
      const lines: string[] = [];
      const reading = async (): Promise<void> => {
        for await (const block of readPastLines(file('cut.gz', packed.subarray(0, -cut))))
          for (const { text: line } of block) lines.push(line!);
      };
      await expect(reading()).rejects.toThrow(PastFileBroken);
      expect(lines).toEqual(text.slice(0, lines.length));
      if (cut < 9) expect(lines).toHaveLength(text.length);
    }
  });
});
