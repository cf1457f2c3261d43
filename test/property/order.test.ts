import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INTERVAL_MS, intervalStart } from '#schema/time/interval.ts';
import type { World } from '#server/pipeline-world.ts';
import type { EventEntry } from '#test/support/histories.ts';
import { keptWith } from '#test/support/kept-histories.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { throughJournal } from '#test/support/through-journal.ts';
import { freshWorld, numbersAt, passUntil, tellAll } from '#test/support/told-floor.ts';
import {
  contactHistories,
  delays,
  inOrder,
  LATENESS_MS,
  toldLater,
  wholeHistories,
} from '#test/support/whole-histories.ts';

const END_AT = START_AT + 6_300_000;

/** Half hours of arrival that say that they were corrected. */
function correctedIn(world: World): Set<string> {
  const corrected = new Set<string>();
  for (const { id, tallies } of world.state.floor.queues.values())
    for (const [start, { correctedAt }] of tallies)
      if (correctedAt !== null) corrected.add(`${id} ${intervalStart(start, INTERVAL_MS)}`);
  return corrected;
}

/** What each quarter hour counted, as it is now; one that counted nothing is none. */
function countedIn(world: World): Map<string, string> {
  const counted = new Map<string, string>();
  for (const { id, tallies } of world.state.floor.queues.values())
    for (const [start, { counts }] of tallies)
      if (counts.some((count) => count !== 0))
        counted.set(`${id} ${start}`, JSON.stringify(counts));
  return counted;
}

describe('C-2, L-3: whoever has two sources that tell things late, twice or in another order', () => {
  test('sees the same numbers as if all had been told in order, once', async () => {
    await fc.assert(
      fc.asyncProperty(wholeHistories, delays, async (entries, told) => {
        const late = tellAll(freshWorld(), await throughJournal(toldLater(entries, told)));
        const inTime = tellAll(freshWorld(), entries);
        const until = Math.max(END_AT, late.state.floor.now);
        expect(numbersAt(late, until)).toEqual(numbersAt(inTime, until));
        expect([...correctedIn(late)]).toEqual([]);
      }),
      { ...runs(20), examples: keptWith([60_000, 115_001, 3, 90_000, 8]) },
    );
  });

  test('E-6: is told which half hours were corrected by what came later than that, and no others', () => {
    fc.assert(
      fc.property(
        contactHistories,
        fc.nat(),
        fc.integer({ min: LATENESS_MS + 1, max: 3_600_000 }),
        (entries, place, latenessMs) => {
          const late = entries[place % entries.length]!;
          const inTime = entries.filter((entry) => entry !== late);
          const toldAt = Math.max(late.at + latenessMs, START_AT);
          const told = [...inTime, { ...late, floorAt: toldAt }];
          told.sort((a: EventEntry, b: EventEntry) => a.floorAt - b.floorAt);
          const until = told.indexOf(told.find(({ id, source }) => isSame(id, source, late))!);
          const world = tellAll(freshWorld(), told.slice(0, until));
          passUntil(world, toldAt);
          const before = countedIn(world);
          tellAll(world, told.slice(until, until + 1));
          const after = countedIn(world);
          const changed = new Set<string>();
          for (const key of new Set([...before.keys(), ...after.keys()])) {
            const [queue, start] = key.split(' ');
            const interval = intervalStart(Number(start), INTERVAL_MS);
            const isClosed = interval + INTERVAL_MS <= toldAt;
            if (isClosed && before.get(key) !== after.get(key)) changed.add(`${queue} ${interval}`);
          }
          expect([...correctedIn(world)].toSorted()).toEqual([...changed].toSorted());
          tellAll(world, told.slice(until + 1));
          const inOrderAll = tellAll(freshWorld(), inOrder(entries));
          const finallyAt = Math.max(END_AT, world.state.floor.now);
          expect(numbersAt(world, finallyAt, ['correctedAt'])).toEqual(
            numbersAt(inOrderAll, finallyAt, ['correctedAt']),
          );
        },
      ),
      { ...runs(25), examples: [3, 4].flatMap((place) => keptWith(place, 3_000_000)) },
    );
  });
});

function isSame(id: string, source: string, entry: EventEntry): boolean {
  return entry.id === id && entry.source === source;
}
