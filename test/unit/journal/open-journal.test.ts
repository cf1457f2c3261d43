import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeDisk } from '#server/journal/disk.ts';
import { JournalRefused } from '#server/journal/journal-refused.ts';
import { JournalUnavailable, type Entry, type Journal } from '#server/journal/journal.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { writeHeader } from '#server/journal/segment-header.ts';
import type { Logger } from '#server/kit/logger.ts';
import { HandClock } from '#test/chaos/workload.ts';
import { diskError, FaultyDisk } from '#test/support/faulty-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FIRST = '0000000000000001.log';
const segment = (name = FIRST) => join(folder, 'log', name);

describe('the journal on disk', () => {
  it('makes its folder, and every folder above it', async () => {
    const path = join(folder, 'data', 'live');
    const journal = await openJournal({ path });
    await journal.append([event('a')]);
    await journal.close();
    expect(readdirSync(join(path, 'log'))).toContain(FIRST);
  });

  it('refuses a folder it cannot make, with a sentence (L-8)', async () => {
    writeFileSync(join(folder, 'taken'), '');
    const opening = openJournal({ path: join(folder, 'taken') });
    await expect(opening).rejects.toThrow(JournalRefused);
    await expect(opening).rejects.toThrow(/cannot be used/);
  });

  it('refuses what a newer version wrote, and leaves it as it is (L-9)', async () => {
    const { identity } = await withEntries('a');
    const bytes = readFileSync(segment());
    writeHeader(bytes, { identity, firstSeq: 1, before: null, layout: 3 });
    writeFileSync(segment(), bytes);
    await expect(openJournal({ path: folder })).rejects.toThrow(/newer Tidewall \(layout 3;/);
    expect(readFileSync(segment()).equals(bytes)).toBe(true);
    // A refusal must not keep the folder locked.
    await expect(openJournal({ path: folder })).rejects.toThrow(/newer Tidewall/);
  });

  it('puts all calls of one turn on disk with one sync', async () => {
    const disk = new FaultyDisk(nodeDisk);
    const journal = await openJournal({ path: folder, disk });
    await journal.append([event('first')]);
    let syncs = 0;
    disk.fault = (call) => {
      if (call === 'sync') syncs += 1;
      return null;
    };
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => journal.append([event(`e${index}`)])),
    );
    expect(syncs).toBe(1);
    await journal.close();
  });

  it('tells of an outage once, and of its end, with its length (L-6)', async () => {
    const { told, logger } = listening();
    let now = 1_000;
    const clock = { now: () => now, after: () => ({ cancel: () => undefined }) };
    const disk = new FaultyDisk(nodeDisk);
    const journal = await openJournal({ path: folder, logger, clock, disk });
    disk.fault = (call) => (call === 'create' ? diskError('ENOSPC') : null);
    for (const id of ['a', 'b'])
      await expect(journal.append([event(id)])).rejects.toThrow(JournalUnavailable);
    expect(journal.health.refusing).toEqual({ since: 1_000, reason: 'the disk is full (ENOSPC)' });
    now = 4_000;
    disk.fault = () => null;
    await journal.append([event('c')]);
    await journal.append([event('d')]);
    expect(told).toEqual([
      'error the journal cannot be written; nothing is acknowledged until it can {"reason":"the disk is full (ENOSPC)"}',
      'info the journal can be written again {"outageMs":3000}',
    ]);
    await journal.close();
  });

  it('finds out by itself that the disk takes entries again (L-6)', async () => {
    const disk = new FaultyDisk(nodeDisk);
    const clock = new HandClock();
    const journal = await openJournal({ path: folder, disk, clock });
    disk.fault = (call) => (call === 'sync' ? diskError('EIO') : null);
    await expect(journal.append([event('a')])).rejects.toThrow(JournalUnavailable);
    const healed = new Promise<void>((resolve) => {
      journal.onHealth(() => resolve());
    });
    disk.fault = () => null;
    clock.ring();
    await healed;
    expect(journal.health.refusing).toBeNull();
    expect([...journal.read()]).toEqual([]);
    await journal.close();
  });

  it('never builds on what a failed sync left behind (L-6)', async () => {
    const disk = new FaultyDisk(nodeDisk);
    const journal = await openJournal({ path: folder, disk });
    await journal.append([event('a')]);
    disk.fault = (call) => (call === 'sync' || call === 'truncate' ? diskError('EIO') : null);
    await expect(journal.append([event('b')])).rejects.toThrow(JournalUnavailable);
    disk.fault = () => null;
    await journal.append([event('c')]);
    expect(idsOf(journal)).toEqual(['a', 'c']);
    await journal.close();
    const again = await openJournal({ path: folder });
    expect(idsOf(again)).toEqual(['a', 'c']);
    expect(again.health.damage).toEqual([]);
    await again.close();
  });
});

describe('a log of which the old part was dropped (L-13)', () => {
  const sizes = { segmentBytes: 1_000, leastInRun: 2 };

  it('still knows the ids it kept after restarts (L-3)', async () => {
    const journal = await openJournal({ path: folder, ...sizes });
    for (let at = 1; at <= 12; at++) await journal.append([event(`e${at}`, at)]);
    await journal.dropBefore(12);
    const kept = [...journal.read()].flat().map(({ entry }) => entry);
    expect(kept.length).toBeGreaterThan(1);
    await journal.close();
    for (let start = 0; start < 2; start++) {
      const again = await openJournal({ path: folder, ...sizes });
      await setImmediate();
      expect((await again.append(kept)).stored).toEqual([]);
      await again.close();
    }
  });

  it('does not bring back at a start what the disk refused to remove', async () => {
    const disk = new FaultyDisk(nodeDisk);
    const journal = await openJournal({ path: folder, disk, ...sizes });
    for (let at = 1; at <= 12; at++) await journal.append([event(`e${at}`, at)]);
    disk.fault = (call, path) =>
      call === 'unlink' && path.endsWith('log') ? diskError('EIO') : null;
    await expect(journal.dropBefore(12)).rejects.toThrow(JournalUnavailable);
    disk.fault = () => null;
    // Forgotten, so it counts as new.
    expect((await journal.append([event('e1', 13)])).stored).toHaveLength(1);
    await journal.close();
    const again = await openJournal({ path: folder, ...sizes });
    expect(idsOf(again).filter((id) => id === 'e1')).toHaveLength(1);
    expect(again.health.damage).toEqual([]);
    await again.close();
  });
});

describe('a log that is not as it was written (L-11)', () => {
  it('cuts off a write that was torn before it was acknowledged, and calls it no damage', async () => {
    await withEntries('a', 'b');
    const whole = statSync(segment()).size;
    writeFileSync(segment(), Buffer.alloc(70, 7), { flag: 'a' });
    const { told, logger } = listening();
    const journal = await openJournal({ path: folder, logger });
    expect(told).toEqual([
      'info the last write was torn before it was acknowledged {"cutBytes":70}',
    ]);
    expect(statSync(segment()).size).toBe(whole);
    expect(idsOf(journal)).toEqual(['a', 'b']);
    expect(journal.health.damage).toEqual([]);
    await journal.close();
  });

  it('loses one entry to one flipped bit, and says between which entries it lay', async () => {
    await withEntries('a', 'b', 'c');
    const bytes = readFileSync(segment());
    bytes[bytes.indexOf('"id of b"')]! ^= 4;
    writeFileSync(segment(), bytes);
    const { told, logger } = listening();
    const journal = await openJournal({ path: folder, logger });
    expect(idsOf(journal)).toEqual(['a', 'c']);
    const [damage, ...others] = journal.health.damage;
    expect(damage).toMatchObject({ afterSeq: 1, beforeSeq: 3, from: 1, to: 3 });
    expect(damage!.bytes).toBeGreaterThan(50);
    expect(others).toEqual([]);
    expect(told.join()).toContain('error the log is damaged {"afterSeq":1,"beforeSeq":3');
    await journal.close();
  });

  it('says that acknowledged entries are gone with the end of the file, at every start, and gives their numbers to no other', async () => {
    await withEntries('a', 'b', 'c');
    truncateSync(segment(), statSync(segment()).size - 10);
    for (const expected of [
      ['a', 'b'],
      ['a', 'b', 'd'],
    ]) {
      const journal = await openJournal({ path: folder });
      expect(idsOf(journal)).toEqual(expected);
      expect(journal.health.damage).toMatchObject([{ afterSeq: 2, from: 2 }]);
      const { stored } = await journal.append([event('d')]);
      expect(stored.map(({ seq }) => seq)).toEqual(expected.length === 2 ? [4] : []);
      await journal.close();
    }
  });

  it('says that a whole segment is gone', async () => {
    const journal = await openJournal({ path: folder, segmentBytes: 200 });
    for (const id of ['a', 'b', 'c']) await journal.append([event(id)]);
    await journal.close();
    rmSync(segment('0000000000000002.log'));
    const again = await openJournal({ path: folder, segmentBytes: 200 });
    expect(idsOf(again)).toEqual(['a', 'c']);
    expect(again.health.damage).toMatchObject([{ afterSeq: 1, beforeSeq: 3 }]);
    await again.close();
  });

  it('finds a bit that flipped under a running server, before somebody needs what it hit', async () => {
    const clock = new HandClock();
    const journal = await openJournal({ path: folder, segmentBytes: 200, clock });
    for (const id of ['a', 'b', 'c']) await journal.append([event(id)]);
    const bytes = readFileSync(segment('0000000000000002.log'));
    bytes[bytes.indexOf('"id of b"')]! ^= 4;
    writeFileSync(segment('0000000000000002.log'), bytes);
    let told = 0;
    journal.onHealth(() => (told += 1));
    for (let slice = 0; slice < 5; slice++) clock.ring();
    expect(journal.health.damage).toMatchObject([{ afterSeq: 1, beforeSeq: 3 }]);
    expect(told).toBe(1);
    await journal.close();
  });

  it('reads the segments where their indexes are gone or damaged', async () => {
    const journal = await openJournal({ path: folder, segmentBytes: 300, leastInRun: 2 });
    for (let index = 0; index < 30; index++) await journal.append([event(`e${index}`)]);
    const before = [...journal.read()].flat();
    await journal.close();
    const derived = ['log', 'ids'].flatMap((place) =>
      readdirSync(join(folder, place))
        .filter((name) => /\.(index|ids)$/.test(name))
        .map((name) => join(folder, place, name)),
    );
    expect(derived.length).toBeGreaterThan(10);
    derived.forEach((path, index) => {
      if (index % 2 === 0) return rmSync(path);
      const bytes = readFileSync(path);
      bytes[Math.floor(bytes.length / 3)]! ^= 32;
      writeFileSync(path, bytes);
    });
    const again = await openJournal({ path: folder, segmentBytes: 300, leastInRun: 2 });
    expect([...again.read()].flat()).toEqual(before);
    const told = await again.append(before.map(({ entry }) => entry));
    expect(told.stored).toEqual([]);
    expect(again.health.damage).toEqual([]);
    await again.close();
  });

  it('refuses a folder in which nothing says whose log it is, with a sentence', async () => {
    await withEntries('a');
    const bytes = readFileSync(segment());
    writeFileSync(segment(), bytes.fill(0, 0, 128));
    rmSync(join(folder, 'log', 'tail'));
    await expect(openJournal({ path: folder })).rejects.toThrow(/whose log it is is damaged/);
  });
});

async function withEntries(...ids: string[]): Promise<{ identity: string }> {
  const journal = await openJournal({ path: folder });
  for (const [index, id] of ids.entries()) await journal.append([event(id, index + 1)]);
  await journal.close();
  return { identity: journal.identity };
}

function listening(): { told: string[]; logger: Logger } {
  const told: string[] = [];
  const hear = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void told.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return { told, logger: { info: hear('info'), warn: hear('warn'), error: hear('error') } };
}

function idsOf(journal: Journal): string[] {
  return [...journal.read()].flat().map(({ entry }) => (entry.kind === 'tick' ? '' : entry.id));
}

function event(id: string, floorAt = 1): Entry {
  const data = { contact: `id of ${id}` };
  return { kind: 'event', floorAt, source: '/s', id, type: 'contact.queued', at: 1, data };
}
