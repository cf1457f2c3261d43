import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '#server/journal/journal.ts';
import type { World, WorldState } from '#server/pipeline-world.ts';
import { floorSnapshot } from '#test/support/floor-snapshot.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { freshWorld, passUntil, reopened, tellAll, viewed } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

const END_AT = START_AT + 6_300_000;

const COPIES: readonly ((state: WorldState) => WorldState)[] = [
  (state) => structuredClone(state),
  (state) => deserialize(serialize(state)) as WorldState,
];

/** Everything: each number, agents' time too, sources, notices and alerts. */
function shown(world: World): unknown {
  const view = viewed(passUntil(world, END_AT));
  return {
    floor: floorSnapshot(view),
    groups: view.groups({}, 'team').map(({ key, agents }) => ({ key, agents })),
    sources: view.sources(),
    notices: view.notices(),
    alerts: view.openAlerts(),
    topics: view.topics({}, { kind: 'today' }),
  };
}

describe('L-1: whoever starts the server again, or looks back at a past moment', () => {
  test('sees the same floor to the last digit: one log, one floor', () => {
    fc.assert(
      fc.property(wholeHistories, delays, (entries, told) => {
        const log = toldLater(entries, told, 400_000);
        const once = tellAll(freshWorld(), log);
        const again = tellAll(freshWorld(), structuredClone(log));
        expect(shown(once)).toEqual(shown(again));
        expect(again.state).toEqual(once.state);
      }),
      runs(15),
    );
  });

  test('sees no trace of a restart from a checkpoint, wherever it was taken, and however often', () => {
    fc.assert(
      fc.property(
        wholeHistories,
        delays,
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        (entries, told, places) => {
          const log = toldLater(entries, told, 400_000);
          const straight = tellAll(freshWorld(), log);
          let restarted = freshWorld();
          let from = 0;
          const cuts = places.map((place) => place % (log.length + 1)).sort((a, b) => a - b);
          cuts.forEach((cut, index) => {
            tellAll(restarted, log.slice(from, cut));
            restarted = reopened(restarted, COPIES[(places[0]! + index) % 2]!);
            from = cut;
          });
          tellAll(restarted, log.slice(from));
          expect(shown(restarted)).toEqual(shown(straight));
        },
      ),
      runs(20),
    );
  });

  test('sees the same whether the clock was told to pass between two events, or not', () => {
    fc.assert(
      fc.property(
        wholeHistories,
        fc.array(fc.nat(5_400_000), { maxLength: 40 }),
        (entries, ticks) => {
          const told: Entry[] = [
            ...entries,
            ...ticks.map((afterMs): Entry => ({ kind: 'tick', floorAt: START_AT + afterMs })),
          ];
          told.sort((a, b) => a.floorAt - b.floorAt);
          expect(shown(tellAll(freshWorld(), told))).toEqual(shown(tellAll(freshWorld(), entries)));
        },
      ),
      runs(15),
    );
  });
});
