import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRefusals } from '#server/ingest/refusals.ts';
import type { Entry } from '#server/journal/journal.ts';
import { viewOf } from '#server/app-ports.ts';
import {
  advanceWorld,
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from '#server/pipeline-world.ts';
import { floorSnapshot } from '#test/support/floor-snapshot.ts';
import { histories, type EventEntry } from '#test/support/histories.ts';
import { START_AT } from '#test/support/scenario.ts';

const END_AT = START_AT + 3_600_000;

function start(): World {
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  advanceWorld(world, START_AT, createWorldChange());
  return world;
}

function feed(world: World, entries: readonly Entry[]): World {
  for (const entry of entries) applyEntry(world, entry, createWorldChange());
  return world;
}

function shown(world: World): unknown {
  advanceWorld(world, END_AT, createWorldChange());
  return floorSnapshot(viewOf(world, createRefusals()));
}

/** The same facts, told in the order of `ranks`, all after they happened. */
function toldLate(entries: readonly EventEntry[], ranks: readonly number[]): Entry[] {
  const order = entries.map((_, index) => index).sort((a, b) => ranks[a]! - ranks[b]! || a - b);
  const last = Math.max(...entries.map((entry) => entry.at));
  return order.map((index, place) => ({ ...entries[index]!, floorAt: last + place }));
}

const ranks = fc.array(fc.integer(), { minLength: 120, maxLength: 120 });

describe('any history of contacts', () => {
  test('ends in the same floor, whatever order it is told in', () => {
    fc.assert(
      fc.property(histories, ranks, (entries, order) => {
        expect(shown(feed(start(), toldLate(entries, order)))).toEqual(
          shown(feed(start(), entries)),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('closes the ledger: offered is the sum of all exits and of those still waiting', () => {
    fc.assert(
      fc.property(histories, (entries) => {
        const world = feed(start(), entries);
        const view = viewOf(world, createRefusals());
        let offered = 0;
        for (const id of view.queueIds({})) {
          const metrics = view.queue(id)!.metrics({ kind: 'today' });
          expect(metrics.undecided).toBe(view.queue(id)!.waiting);
          offered += metrics.offered;
        }
        expect(view.total({}).metrics({ kind: 'today' }).offered).toBe(offered);
      }),
      { numRuns: 150 },
    );
  });

  test('survives a checkpoint at any point without a trace', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (entries, cut) => {
        const at = cut % (entries.length + 1);
        const before = feed(start(), entries.slice(0, at));
        const after = openWorld(structuredClone(before.state));
        expect(shown(feed(after, entries.slice(at)))).toEqual(shown(feed(start(), entries)));
      }),
      { numRuns: 100 },
    );
  });

  test('keeps watched windows equal to windows summed anew', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 3_000_000 }), (entries, untilMs) => {
        const watched = start();
        watched.windows.watch(300_000);
        feed(watched, entries);
        const fresh = feed(start(), entries);
        const now = Math.max(START_AT + untilMs, entries.at(-1)!.at);
        for (const world of [watched, fresh]) advanceWorld(world, now, createWorldChange());
        for (const id of watched.state.floor.queues.keys()) {
          watched.windows.advance(now);
          expect(watched.windows.sum(id, 300_000)).toEqual(fresh.windows.sum(id, 300_000));
        }
      }),
      { numRuns: 100 },
    );
  });
});
