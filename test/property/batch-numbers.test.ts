import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definitionOf } from '#schema/metrics/definitions.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import { VALUE_NAMES } from '#server/metrics/values.ts';
import type { FloorView, StatusView } from '#server/metrics/view.ts';
import type { Window } from '#server/metrics/window.ts';
import { batchFloor, batchView } from '#test/support/batch-floor.ts';
import { keptWith } from '#test/support/kept-histories.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { throughJournal } from '#test/support/through-journal.ts';
import { freshWorld, passUntil, tellAll, viewed } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

const WINDOWS: readonly Window[] = [
  { kind: 'today' },
  { kind: 'interval' },
  { kind: 'last', lengthMs: 300_000 },
  { kind: 'last', lengthMs: 1_800_000 },
  // Watched by nobody: summed when it is asked for.
  { kind: 'last', lengthMs: 3_600_000 },
];

/** Every number of a contact; agents' time has the agents of the compared floor behind it. */
/** The batch has no agents: what they do now is not compared. */
const NAMES = VALUE_NAMES.filter(
  (name) => !['unmeasured', 'agentsNow'].includes(definitionOf(name).engine),
);

function numbersOf(shown: StatusView): Record<string, unknown> {
  const numbers: Record<string, unknown> = {
    waiting: shown.waiting,
    serving: shown.serving,
    longestWaitingSince: shown.longestWaitingSince,
  };
  for (const window of WINDOWS) {
    const of = window.kind === 'last' ? `last ${window.lengthMs}` : window.kind;
    const metrics = shown.metrics(window);
    for (const name of NAMES) numbers[`${of} ${name}`] = rounded(metrics[name]);
    for (const variant of SERVICE_LEVEL_VARIANTS)
      numbers[`${of} ${variant}`] = metrics.serviceLevelRatio(variant);
  }
  return numbers;
}

/** Shares of points are no whole numbers: in another order they add up to another last digit. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(12));
}

function expectSame(view: FloorView, batch: FloorView): void {
  expect(numbersOf(view.total({}))).toEqual(numbersOf(batch.total({})));
  for (const id of view.queueIds({}))
    expect({ id, ...numbersOf(view.queue(id)!) }).toEqual({ id, ...numbersOf(batch.queue(id)!) });
}

describe('C-2: whoever builds the floor from the whole list of events at once', () => {
  test('sees every number that was counted step by step, at any point of any history', async () => {
    await fc.assert(
      fc.asyncProperty(
        wholeHistories,
        delays,
        fc.tuple(fc.nat(), fc.nat(2_400_000)),
        async (entries, told, [cut, laterMs]) => {
          const log = await throughJournal(toldLater(entries, told, 1_200_000));
          const until = (cut % log.length) + 1;
          const world = tellAll(freshWorld(), log.slice(0, until));
          passUntil(world, Math.max(START_AT, world.state.floor.now + (cut % 2) * laterMs));
          const known = log.slice(0, until).filter((entry) => entry.kind === 'event');
          const { floor } = world.state;
          expectSame(viewed(world), batchView(batchFloor(known, floor)));
        },
      ),
      {
        ...runs(40),
        examples: keptWith([60_000, 115_001, 3, 90_000, 8], [99, 0] as [number, number]),
      },
    );
  });
});
