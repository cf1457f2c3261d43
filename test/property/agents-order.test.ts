import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { World } from '#server/pipeline-world.ts';
import { floorSnapshot } from '#test/support/floor-snapshot.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { throughJournal } from '#test/support/through-journal.ts';
import { freshWorld, passUntil, tellAll, viewed } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

const END_AT = START_AT + 6_300_000;

/** How agents stand. Whether a source is heard of, and its lists, follow the telling and not the told. */
function agentsAt(world: World, at: number): unknown {
  const { agents } = floorSnapshot(viewed(passUntil(world, at))) as { agents: readonly object[] };
  return agents.map((agent) => ({ ...agent, stale: null, ghost: null }));
}

describe('E-5: whoever looks at the agents', () => {
  test('sees each of them as if all that was told late had been told in time', async () => {
    await fc.assert(
      fc.asyncProperty(wholeHistories, delays, async (entries, told) => {
        const late = tellAll(
          freshWorld(),
          await throughJournal(toldLater(entries, told, 1_200_000)),
        );
        const until = Math.max(END_AT, late.state.floor.now);
        const inTime = tellAll(freshWorld(), entries);
        expect(agentsAt(late, until)).toEqual(agentsAt(inTime, until));
      }),
      runs(20),
    );
  });
});
