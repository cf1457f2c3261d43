import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdFilter } from '#server/journal/id-filter.ts';
import { idHash } from '#server/journal/id-hash.ts';
import { IdIndex } from '#server/journal/id-index.ts';
import { IdTable } from '#server/journal/id-table.ts';
import { Segments } from '#server/journal/segments.ts';
import { runs } from '#test/support/runs.ts';
import { SimulatedDisk } from '#test/support/simulated-disk.ts';

describe('ids of the log (L-3)', () => {
  it('knows every id it was given and no other, in memory, in runs and in merged runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        // Few hashes, so that different ids share one.
        fc.array(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 }), { maxLength: 40 }),
        async (parts) => {
          const index = emptyIndex();
          const model = new Map<number, number[]>();
          let seq = 0;
          for (const part of parts) {
            for (const small of part) {
              const hash = small * 10_000_000_000_000;
              seq += 1;
              index.add(hash, seq);
              model.set(hash, [...(model.get(hash) ?? []), seq]);
            }
            index.sealed(seq);
            await index.tidy(0);
          }
          for (let small = 1; small <= 420; small++) {
            const hash = small * 10_000_000_000_000;
            const found = new Set<number>();
            index.isKnown(hash, (one) => {
              found.add(one);
              return false;
            });
            expect([...found].toSorted((a, b) => a - b)).toEqual(model.get(hash) ?? []);
          }
        },
      ),
      runs(60),
    );
  });

  it('asks about the entry itself before it calls an id known', () => {
    const index = emptyIndex();
    index.add(7, 1);
    index.add(7, 2);
    expect(index.isKnown(7, (seq) => seq === 2)).toBe(true);
    expect(index.isKnown(7, () => false)).toBe(false);
    expect(index.isKnown(8, () => true)).toBe(false);
  });

  it('lets hardly anything pass a filter that was not put in', () => {
    const filter = IdFilter.forCount(20_000);
    const hash = (index: number) => idHash('/s', `event-${index}`);
    for (let index = 0; index < 20_000; index++) filter.add(hash(index));
    let passed = 0;
    for (let index = 0; index < 20_000; index++) expect(filter.mayHave(hash(index))).toBe(true);
    for (let index = 20_000; index < 60_000; index++) if (filter.mayHave(hash(index))) passed += 1;
    expect(passed / 40_000).toBeLessThan(0.01);
  });

  it('spreads the ids that systems really give', () => {
    const names: [string | null, string][] = [];
    for (let index = 0; index < 100_000; index++) {
      names.push(
        ['/pbx', `1764000${index}.${index % 100}`],
        [null, `${index}`],
        ['/pbx2', `${index}`],
      );
    }
    expect(new Set(names.map(([source, id]) => idHash(source, id))).size).toBe(names.length);
  });
});

function emptyIndex(): IdIndex {
  const disk = new SimulatedDisk();
  const segments = new Segments(disk, '/log', 1);
  return new IdIndex({ disk, folder: '/ids', segments, newest: new IdTable(), leastInRun: 20 });
}
