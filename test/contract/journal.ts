import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  JournalUnavailable,
  type Entry,
  type Journal,
  type Stored,
} from '#server/journal/journal.ts';

/** One place where journals of an implementation live, with the levers the suite needs. */
export interface JournalPlace {
  /** Opens the journal of this place: a second time, after `close`, it is a restart. */
  open(): Promise<Journal>;
  /** Makes every write fail, or work again. */
  refuseWrites(refuse: boolean): void;
  remove(): void;
}

/** The promises of `Journal`, told of one implementation. */
export function describeJournal(name: string, newPlace: () => JournalPlace): void {
  describe(`the journal: ${name}`, () => {
    let place: JournalPlace;
    let journal: Journal;
    beforeEach(async () => {
      place = newPlace();
      journal = await place.open();
    });
    afterEach(async () => {
      await journal.close();
      place.remove();
    });
    const reopen = async () => {
      await journal.close();
      journal = await place.open();
    };

    it('gives back after a restart, in order, what it acknowledged (L-2)', async () => {
      await journal.append([event('a'), tick(2)]);
      await journal.append([command('a'), event('b', 3)]);
      const before = all(journal);
      await reopen();
      expect(all(journal)).toEqual(before);
      expect(entriesOf(before)).toEqual([event('a'), tick(2), command('a'), event('b', 3)]);
      expect(journal.lastSeq).toBe(before.at(-1)!.seq);
    });

    it('counts an event once for ever, in one batch, over batches and over restarts (L-3)', async () => {
      const first = await journal.append([event('a'), event('b'), event('a', 9)]);
      expect(first.duplicates).toEqual([2]);
      expect(first.stored.map(({ entry }) => entry)).toEqual([event('a'), event('b')]);
      expect((await journal.append([event('c'), event('b', 5)])).duplicates).toEqual([1]);
      await reopen();
      expect((await journal.append([event('a', 7), event('d')])).duplicates).toEqual([0]);
      expect(entriesOf(all(journal)).map(idOf)).toEqual(['a', 'b', 'c', 'd']);
    });

    it('tells events of different sources, and commands, with one id apart (L-3)', async () => {
      const other: Entry = { ...event('a'), kind: 'event', source: '/other' } as Entry;
      const { duplicates } = await journal.append([event('a'), other, command('a'), command('a')]);
      expect(duplicates).toEqual([3]);
    });

    it('finds every duplicate of a long batch (L-3)', async () => {
      const batch = Array.from({ length: 500 }, (_, index) => event(`e${index % 390}`, index));
      const { stored, duplicates } = await journal.append(batch);
      expect(duplicates).toEqual(Array.from({ length: 110 }, (_, index) => 390 + index));
      expect(all(journal)).toEqual(stored);
    });

    it('keeps only the last of a run of ticks, and none out of order (L-5)', async () => {
      await journal.append([tick(1)]);
      await journal.append([tick(2), tick(3)]);
      await journal.append([event('a', 3), tick(4), tick(5)]);
      await journal.append([tick(6)]);
      expect(entriesOf(all(journal))).toEqual([tick(3), event('a', 3), tick(6)]);
      await journal.append([tick(5)]);
      expect(entriesOf(all(journal)).slice(-2)).toEqual([tick(6), tick(5)]);
    });

    it('shows a reader that stood at a tick the later one in its place (L-5)', async () => {
      await journal.append([tick(1)]);
      const stoodAt = journal.lastSeq;
      await journal.append([tick(2)]);
      expect(entriesOf(all(journal, stoodAt))).toEqual([tick(2)]);
    });

    it('keeps a position with its batch, or neither (L-4)', async () => {
      await journal.append([event('a')], { source: 's', position: { line: 1 } });
      place.refuseWrites(true);
      await expect(
        journal.append([event('b')], { source: 's', position: { line: 2 } }),
      ).rejects.toThrow(JournalUnavailable);
      expect(journal.position('s')).toEqual({ line: 1 });
      place.refuseWrites(false);
      await reopen();
      expect(journal.position('s')).toEqual({ line: 1 });
      expect(entriesOf(all(journal))).toEqual([event('a')]);
      await journal.append([], { source: 's', position: null });
      await reopen();
      expect(journal.position('s')).toBeNull();
      expect(journal.position('never')).toBeUndefined();
    });

    it('keeps nothing of a batch the disk refused, and heals by itself (L-6)', async () => {
      place.refuseWrites(true);
      const calls = [journal.append([event('a')]), journal.append([event('b')])];
      for (const call of calls) await expect(call).rejects.toThrow(JournalUnavailable);
      expect(all(journal)).toEqual([]);
      place.refuseWrites(false);
      const { stored, duplicates } = await journal.append([event('a'), event('b')]);
      expect(duplicates).toEqual([]);
      await reopen();
      expect(all(journal)).toEqual(stored);
    });

    it('answers calls in the order they were made, each with its own entries', async () => {
      const order: number[] = [];
      const answers = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const appended = await journal.append([event(`e${index}`), event('same')]);
          order.push(index);
          return appended;
        }),
      );
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      expect(answers.map(({ duplicates }) => duplicates.length)).toEqual([0, ...Array(39).fill(1)]);
      const numbers = answers.flatMap(({ stored }) => stored.map(({ seq }) => seq));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(all(journal)).toEqual(answers.flatMap(({ stored }) => stored));
    });

    it('reads from a number on, in batches of the size asked for', async () => {
      const { stored } = await journal.append(Array.from({ length: 25 }, (_, i) => event(`e${i}`)));
      const pages = [...journal.read({ after: stored[4]!.seq, batch: 8 })];
      expect(pages.map((page) => page.length)).toEqual([8, 8, 4]);
      expect(pages.flat()).toEqual(stored.slice(5));
    });

    it('finds what the floor had heard by any moment, also where its clock went back (L-12)', async () => {
      expect(journal.seqAt(5)).toBe(0);
      const instants = [10, 20, 20, 15, 40, 35, 50];
      const { stored } = await journal.append(instants.map((at, index) => event(`e${index}`, at)));
      const heard = (at: number) => stored.filter(({ seq }) => seq <= journal.seqAt(at)).length;
      const expected = [0, 1, 1, 4, 4, 6, 7];
      const asked = [9, 10, 19, 20, 39, 45, 60];
      expect(asked.map(heard)).toEqual(expected);
      expect(journal.seqAt(60)).toBe(journal.lastSeq);
      await reopen();
      expect(asked.map(heard)).toEqual(expected);
    });

    it('reads on behind any moment of a long log as if it had read all (L-12)', async () => {
      const instants = Array.from({ length: 900 }, (_, index) => index * 10 + ((index * 7) % 40));
      for (let from = 0; from < 900; from += 30)
        await journal.append(
          instants.slice(from, from + 30).map((at, index) => event(`e${from + index}`, at)),
        );
      await reopen();
      const whole = all(journal);
      for (const at of [-1, 0, 17, 1234, 4500, 8990, 9999]) {
        const later = whole.findIndex(({ entry: { floorAt } }) => floorAt > at);
        const rest = later < 0 ? [] : whole.slice(later);
        expect(all(journal, journal.seqAt(at)), `behind ${at}`).toEqual(rest);
      }
    });

    it('drops what is old, keeps the rest, its numbers and its positions, and says so after a restart (L-13)', async () => {
      await journal.append([event('old', 5)], { source: 's', position: 'here' });
      for (let day = 1; day <= 9; day++)
        await journal.append([event(`a${day}`, day * 1000), event(`b${day}`, day * 1000 + 1)]);
      const before = all(journal);
      expect(journal.firstSeq).toBe(before[0]!.seq);
      expect(await journal.dropBefore(0)).toEqual({ segments: 0, entries: 0 });
      const { segments, entries } = await journal.dropBefore(5000);
      const kept = all(journal);
      expect(kept).toEqual(before.slice(before.length - kept.length));
      expect(entries).toBeGreaterThanOrEqual(before.length - kept.length);
      expect(segments > 0).toBe(kept.length < before.length);
      // Nothing that is not old is ever dropped.
      expect(entriesOf(kept)).toEqual(
        expect.arrayContaining(entriesOf(before).filter(({ floorAt }) => floorAt >= 5000)),
      );
      expect(journal.firstSeq).toBe(kept[0]!.seq);
      expect(journal.firstAt).toBe(kept[0]!.entry.floorAt);
      await reopen();
      expect(all(journal)).toEqual(kept);
      expect(journal.position('s')).toBe('here');
      expect(journal.health.damage).toEqual([]);
      expect(journal.seqAt(9001)).toBe(before.at(-1)!.seq);
      const told = await journal.append([event('b9', 9001), event('new', 9002)]);
      expect(told.duplicates).toEqual([0]);
      expect(told.stored[0]!.seq).toBeGreaterThan(before.at(-1)!.seq);
    });

    it('never drops the newest, however old it is (L-13)', async () => {
      await journal.append([event('a', 1)]);
      await journal.append([event('b', 2)]);
      await journal.dropBefore(1_000_000);
      expect(entriesOf(all(journal)).map(idOf)).toContain('b');
      expect(journal.lastSeq).toBeGreaterThanOrEqual(journal.firstSeq);
    });

    it('says that the disk refuses, why, and when it takes entries again (L-6)', async () => {
      const told: (string | null)[] = [];
      const stop = journal.onHealth(() => told.push(journal.health.refusing?.reason ?? null));
      expect(journal.health).toEqual({ refusing: null, damage: [] });
      place.refuseWrites(true);
      for (const id of ['a', 'b'])
        await expect(journal.append([event(id)])).rejects.toThrow(JournalUnavailable);
      expect(journal.health.refusing?.reason).toMatch(/^the disk is full \(ENOSPC\)$/);
      place.refuseWrites(false);
      await journal.append([event('c')]);
      expect(journal.health.refusing).toBeNull();
      expect(told).toEqual(['the disk is full (ENOSPC)', null]);
      stop();
    });

    it('keeps an id that is odd in every way apart from the others (L-3)', async () => {
      const ids = ['a\u0000', 'a', '\ud800', '\udc00', 'é', 'e\u0301', '"', '\\', ' ', '\n'];
      const { duplicates } = await journal.append(ids.map((id) => event(id)));
      expect(duplicates).toEqual([]);
      await reopen();
      expect(entriesOf(all(journal)).map(idOf)).toEqual(ids);
      expect((await journal.append(ids.map((id) => event(id)))).duplicates).toHaveLength(
        ids.length,
      );
    });

    it('closes twice, finishes what was under way and refuses what comes after', async () => {
      const under = journal.append([event('a')]);
      await Promise.all([journal.close(), journal.close()]);
      expect((await under).stored).toHaveLength(1);
      await journal.close();
      await expect(journal.append([event('b')])).rejects.toThrow(JournalUnavailable);
      journal = await place.open();
      expect(entriesOf(all(journal))).toEqual([event('a')]);
    });

    it('refuses an entry that breaks its type without failing the calls beside it', async () => {
      const good = journal.append([event('a')]);
      await expect(journal.append([event('')])).rejects.toThrow(TypeError);
      await expect(journal.append([tick(Number.NaN)])).rejects.toThrow(TypeError);
      expect((await good).duplicates).toEqual([]);
      expect(entriesOf(all(journal))).toEqual([event('a')]);
    });

    it('is the list of first sightings, whatever is appended and whenever it is reopened', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const own = newPlace();
          let tested = await own.open();
          const model: Entry[] = [];
          const known = new Set<string>();
          try {
            for (const taken of steps) {
              if (taken === 'reopen') {
                await tested.close();
                tested = await own.open();
                continue;
              }
              const answers = await Promise.all(taken.map((batch) => tested.append(batch)));
              taken.forEach((batch, call) => {
                const repeated = batch.flatMap((entry, index) =>
                  see(known, entry) ? [] : [index],
                );
                expect(answers[call]!.duplicates).toEqual(repeated);
                model.push(...batch.filter((_, index) => !repeated.includes(index)));
              });
            }
            expect(withoutTickRuns(entriesOf(all(tested)))).toEqual(withoutTickRuns(model));
          } finally {
            await tested.close();
            own.remove();
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

const text = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string({ minLength: 1, maxLength: 6 }));
const data = fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(fc.string(), fc.integer()), {
  maxKeys: 3,
  noNullPrototype: true,
});
const at = fc.integer({ min: 0, max: 2 ** 41 });
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ kind: fc.constant('tick' as const), floorAt: at }),
  fc.record({ kind: fc.constant('command' as const), floorAt: at, id: text, type: text, data }),
  fc.record({
    kind: fc.constant('event' as const),
    floorAt: at,
    source: text,
    id: text,
    type: text,
    at,
    data,
  }),
);
const step = fc.oneof(
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
  { weight: 4, arbitrary: fc.array(fc.array(entry, { maxLength: 8 }), { maxLength: 4 }) },
);

function event(id: string, at = 1): Entry {
  const data = { contact: id, text: '客户 "quoted"\n' };
  return { kind: 'event', floorAt: at, source: '/s', id, type: 'contact.queued', at, data };
}

function command(id: string): Entry {
  return { kind: 'command', floorAt: 2, id, type: 'alert.acknowledged', data: { by: 'me' } };
}

function tick(floorAt: number): Entry {
  return { kind: 'tick', floorAt };
}

function all(journal: Journal, after = 0): Stored[] {
  return [...journal.read({ after, batch: 7 })].flat();
}

function entriesOf(stored: readonly Stored[]): Entry[] {
  return stored.map(({ entry }) => entry);
}

function idOf(entry: Entry): string | null {
  return entry.kind === 'tick' ? null : entry.id;
}

/** True at the first sight of an entry; a tick is always new. */
function see(known: Set<string>, entry: Entry): boolean {
  if (entry.kind === 'tick') return true;
  const key = JSON.stringify([entry.kind === 'event' ? entry.source : null, entry.id]);
  const isNew = !known.has(key);
  known.add(key);
  return isNew;
}

/** Of a run of ticks only the latest instant says something: the floor's clock never goes back. */
function withoutTickRuns(entries: readonly Entry[]): Entry[] {
  const kept: Entry[] = [];
  for (const one of entries) {
    const last = kept.at(-1);
    if (last?.kind === 'tick' && one.kind === 'tick')
      kept[kept.length - 1] = { kind: 'tick', floorAt: Math.max(last.floorAt, one.floorAt) };
    else kept.push(one);
  }
  return kept;
}
