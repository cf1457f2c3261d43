import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import { createKeeper, recallFromLog, restoreWorld } from '#server/pipeline-checkpoint.ts';
import { createPast } from '#server/pipeline-past.ts';
import { createWorldState, openWorld } from '#server/pipeline-world.ts';
import { journalOf, overDays, shown, tell } from '#test/support/kept-worlds.ts';
import { memoryCheckpoints } from '#test/support/memory-checkpoints.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { passUntil } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

const ZONE = { timeZone: 'UTC' };

const histories = fc.record({
  entries: wholeHistories,
  told: delays,
  days: fc.integer({ min: 1, max: 2 }),
  cuts: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
});

describe('L-1, R-1: checkpoints that keep closed contacts apart', () => {
  test('leave no trace: a floor that went on from one, and one that never stopped, are the same', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ entries, told, days, cuts }) => {
        const log = overDays(toldLater(entries, told, 2 * HOUR_MS), days);
        const journal = await journalOf(log);
        const stored = [...journal.read()].flat();
        const straight = openWorld(createWorldState(ZONE));
        tell(straight, stored);

        const checkpoints = memoryCheckpoints();
        let world = openWorld(createWorldState(ZONE));
        recallFromLog(world.state.floor, journal);
        let keeper = createKeeper({ world, checkpoints, restored: null });
        let from = 0;
        const places = cuts.map((cut) => cut % (stored.length + 1)).sort((a, b) => a - b);
        for (const [index, place] of places.entries()) {
          tell(world, stored.slice(from, place));
          from = place;
          await keeper.save(world.state.floor.seq);
          if (index % 2 === 0) continue;
          const restored = restoreWorld(checkpoints, world.state.floor.seq);
          world = openWorld(restored?.state ?? createWorldState(ZONE));
          recallFromLog(world.state.floor, journal);
          keeper = createKeeper({ world, checkpoints, restored });
        }
        tell(world, stored.slice(from));
        const endAt = START_AT + days * DAY_MS;
        expect(shown(passUntil(world, endAt))).toEqual(shown(passUntil(straight, endAt)));
      }),
      runs(12),
    );
  });

  test('open any moment of the past as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.array(fc.nat(), { minLength: 3, maxLength: 5 }),
        async (history, asked) => {
          const { entries, told, days, cuts } = history;
          const log = overDays(toldLater(entries, told, 2 * HOUR_MS), days);
          const journal = await journalOf(log);
          const stored = [...journal.read()].flat();
          const checkpoints = memoryCheckpoints();
          const world = openWorld(createWorldState(ZONE));
          recallFromLog(world.state.floor, journal);
          const keeper = createKeeper({ world, checkpoints, restored: null });
          const places = new Set(cuts.map((cut) => cut % stored.length));
          for (const [index, each] of stored.entries()) {
            tell(world, [each]);
            if (places.has(index)) await keeper.save(each.seq);
          }
          const past = createPast({ ...ZONE, journal, checkpoints });
          for (const each of asked) {
            const firstAt = stored[0]!.entry.floorAt;
            const at = firstAt + (each % (stored.at(-1)!.entry.floorAt - firstAt + HOUR_MS));
            const fresh = openWorld(createWorldState(ZONE));
            for (const { seq, entry } of stored)
              if (entry.floorAt <= at) tell(fresh, [{ seq, entry }]);
              else break;
            expect(shown((await past.at(at))!)).toEqual(shown(passUntil(fresh, at)));
          }
        },
      ),
      runs(8),
    );
  });
});
