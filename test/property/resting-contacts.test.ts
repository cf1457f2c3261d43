import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { checkNow, checkQuarters } from '#server/audit/queue-check.ts';
import { wakeSome } from '#server/floor/resting-contacts.ts';
import { createKeeper, recallFromLog, restoreWorld } from '#server/pipeline-checkpoint.ts';
import { createWorldState, openWorld, type World } from '#server/pipeline-world.ts';
import { inRounds, journalOf, shown, tell } from '#test/support/kept-worlds.ts';
import { memoryCheckpoints } from '#test/support/memory-checkpoints.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { passUntil } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

const ZONE = { timeZone: 'UTC' };
const WINDOWS_MS = [5 * MINUTE_MS, 3 * HOUR_MS];

/** What is done to the floor so many entries after it was restarted, besides what the log tells. */
const doing = fc.record({
  later: fc.nat({ max: 8 }),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('wake', 'save', 'windows', 'contact') },
    { weight: 1, arbitrary: fc.constant('agent') },
  ),
  which: fc.nat({ max: 1_000 }),
});

const histories = fc.record({
  entries: wholeHistories,
  told: delays,
  latenessMs: fc.constantFrom(0, MINUTE_MS, 2 * HOUR_MS),
  rounds: fc.integer({ min: 2, max: 6 }),
  everyMs: fc.constantFrom(HOUR_MS, 5 * HOUR_MS),
  restarts: fc.array(fc.record({ after: fc.nat(), doings: fc.array(doing, { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 6,
  }),
});

describe('L-1: contacts that rest after a restart', () => {
  test('are there for whoever asks: the floor is as one that never stopped', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { entries, told, latenessMs, rounds, everyMs, restarts } = history;
        const log = inRounds(toldLater(entries, told, latenessMs), rounds, everyMs);
        const journal = await journalOf(log);
        const stored = [...journal.read()].flat();
        const straight = openWorld(createWorldState(ZONE));
        const checkpoints = memoryCheckpoints();
        let world = openWorld(createWorldState(ZONE));
        recallFromLog(world.state.floor, journal);
        let keeper = createKeeper({ world, checkpoints, restored: null });
        const restartsAfter = new Set(restarts.map(({ after }) => after % stored.length));
        const doings = restarts.flatMap(({ after, doings: these }) =>
          these.map((each) => ({ ...each, place: (after % stored.length) + each.later })),
        );
        for (const [place, each] of stored.entries()) {
          tell(straight, [each]);
          tell(world, [each]);
          if (restartsAfter.has(place)) {
            await keeper.save(each.seq);
            const restored = restoreWorld(checkpoints, each.seq)!;
            world = openWorld(restored.state);
            recallFromLog(world.state.floor, journal);
            keeper = createKeeper({ world, checkpoints, restored });
          }
          for (const { place: when, what, which } of doings) {
            if (when !== place) continue;
            const { floor } = world.state;
            if (what === 'wake') wakeSome(floor, 1 + (which % 20));
            else if (what === 'save') await keeper.save(each.seq);
            else if (what === 'windows') expect(windowsOf(world)).toEqual(windowsOf(straight));
            else expect(oneOf(world, what, which)).toEqual(oneOf(straight, what, which));
          }
        }
        expect(world.state.floor.contacts.size).toBe(straight.state.floor.contacts.size);
        const endAt = START_AT + rounds * everyMs + 3 * HOUR_MS;
        passUntil(world, endAt);
        passUntil(straight, endAt);
        expect(windowsOf(world)).toEqual(windowsOf(straight));
        expect(shown(world)).toEqual(shown(straight));
        expect(auditOf(world)).toEqual([]);
      }),
      runs(25),
    );
  });
});

/** What the wall's windows and the rules of alerts look at. */
function windowsOf({ state, windows, levels }: World): unknown {
  return [...state.floor.queues.keys()].map((id) => [
    id,
    WINDOWS_MS.map((lengthMs) => windows.sum(id, lengthMs)).map(({ counts, longestWaitMs }) => [
      counts,
      longestWaitMs,
    ]),
    [levels.counts(id, 0), levels.counts(id, 1)],
  ]);
}

/** A contact with its customer's others, or an agent's time and contacts. */
function oneOf({ state }: World, what: 'contact' | 'agent', which: number): unknown {
  const { agents, contacts, customers } = state.floor;
  if (what === 'agent') {
    const agent = [...agents.values()][which % Math.max(1, agents.size)];
    return agent && [agent.id, agent.segments, [...agent.past].map(nameOf).sort()];
  }
  const known = contacts.get(`c${which % 10}/${which % 3}`);
  if (!known) return null;
  const { story, customer, newestAt } = known;
  const counted = story.legs.map((leg) => leg.counted);
  return { counted, newestAt, others: customer === null ? null : customers.get(customer) };
}

function nameOf({
  contact,
  queue,
  offeredAt,
}: {
  contact: string;
  queue: string;
  offeredAt: number;
}) {
  return `${contact} ${queue} ${offeredAt}`;
}

function auditOf({ state, windows }: World): unknown {
  const { floor } = state;
  return [...floor.queues.keys()].flatMap((id) => [
    ...checkNow(floor, windows, id),
    ...checkQuarters(floor, id, { from: 0, to: Infinity }).differences,
  ]);
}
