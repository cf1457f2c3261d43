import { expect, test } from 'vitest';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { wakeSome } from '#server/floor/resting-contacts.ts';
import type { Clock } from '#server/kit/clock.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import { startWaking } from '#server/app-waking.ts';
import { createKeeper, restoreWorld } from '#server/pipeline-checkpoint.ts';
import { createWorldState, openWorld, type World } from '#server/pipeline-world.ts';
import { tell } from '#test/support/kept-worlds.ts';
import { memoryCheckpoints } from '#test/support/memory-checkpoints.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';

const CONTACTS = 250;

/** Calls that were given up long ago, and a call of now. */
async function restartedFloor(): Promise<World> {
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  const journal = openMemoryJournal();
  const said = (type: string, contact: string, at: number) =>
    eventEntry({
      id: `${type}${contact}`,
      source: '/test',
      type,
      at,
      data: { contact, queue: 'q' },
    });
  const entries = Array.from({ length: CONTACTS }, (_, index) => [
    said('contact.queued', `c${index}`, START_AT + index * 1_000),
    said('contact.abandoned', `c${index}`, START_AT + index * 1_000 + 500),
  ]).flat();
  entries.push(said('contact.queued', 'now', START_AT + 60 * MINUTE_MS));
  const { stored } = await journal.append(entries);
  tell(world, stored);
  const checkpoints = memoryCheckpoints();
  await createKeeper({ world, checkpoints, restored: null }).save(stored.at(-1)!.seq);
  return openWorld(restoreWorld(checkpoints, stored.at(-1)!.seq)!.state);
}

/** A clock whose timers run when they are told to. */
function handClock() {
  let due: (() => void) | null = null;
  const clock: Clock = {
    now: () => START_AT,
    after(_, run) {
      due = run;
      return { cancel: () => (due = null) };
    },
  };
  const runOne = (): boolean => {
    const run = due;
    due = null;
    run?.();
    return run !== null;
  };
  return { clock, runOne };
}

test('L-1: what rests after a restart is woken in turns of the event loop, none of which takes all', async () => {
  const { state } = await restartedFloor();
  const { clock, runOne } = handClock();
  startWaking(state.floor, clock);
  let turns = 0;
  while (runOne()) turns += 1;
  expect(turns).toBeGreaterThan(2);
  expect(wakeSome(state.floor, 1)).toBe(false);
  expect(state.floor.queues.get('q')!.legs).toHaveLength(CONTACTS + 1);
});

test('L-1: a server that stops wakes nobody any more', async () => {
  const { state } = await restartedFloor();
  const { clock, runOne } = handClock();
  const waking = startWaking(state.floor, clock);
  runOne();
  waking.stop();
  expect(runOne()).toBe(false);
  expect(wakeSome(state.floor, 1)).toBe(true);
});

test('L-1: a contact that is told of wakes alone', async () => {
  const { state } = await restartedFloor();
  expect(state.floor.contacts.get('c7')?.story.legs).toMatchObject([{ exit: 'abandoned' }]);
  expect(wakeSome(state.floor, CONTACTS)).toBe(true);
  expect(wakeSome(state.floor, 1)).toBe(false);
});
