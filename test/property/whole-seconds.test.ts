import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Entry } from '#server/journal/journal.ts';
import {
  advanceWorld,
  applyEntry,
  createWorldChange,
  type WorldChange,
} from '#server/pipeline-world.ts';
import { keptWith } from '#test/support/kept-histories.ts';
import { runs } from '#test/support/runs.ts';
import { freshWorld } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

/** What an entry changed, for whoever shows it. */
function named({ delta, transitions }: WorldChange): unknown {
  const { queues, agents, sources, notices } = delta;
  const sorted = [queues, agents, sources].map((ids) => [...ids].toSorted());
  return { sorted, notices, transitions };
}

test('T-2: seconds that are passed over end in what visiting every one ends in, to the last digit', () => {
  fc.assert(
    fc.property(wholeHistories, delays, fc.nat(7_200_000), (entries, told, quietMs) => {
      const log: Entry[] = [...toldLater(entries, told)];
      log.push({ kind: 'tick', floorAt: log.at(-1)!.floorAt + quietMs });
      const leaping = freshWorld();
      const visiting = freshWorld();
      for (const entry of log) {
        const [leapt, visited] = [createWorldChange(), createWorldChange()];
        const { floor } = visiting.state;
        for (let at = floor.now - (floor.now % SECOND_MS); at < entry.floorAt; at += SECOND_MS)
          advanceWorld(visiting, at, visited);
        applyEntry(visiting, entry, visited);
        applyEntry(leaping, entry, leapt);
        expect(named(leapt)).toEqual(named(visited));
      }
      expect(leaping.state).toEqual(visiting.state);
    }),
    { ...runs(40), examples: keptWith([60_000, 115_001, 3, 90_000, 8], 3_600_000) },
  );
});
