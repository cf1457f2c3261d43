import { expect, test } from 'vitest';
import type { Entry } from '#server/journal/journal.ts';
import { openWorld, createWorldState } from '#server/pipeline-world.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';
import { passUntil, reopened, tellAll, viewed } from '#test/support/told-floor.ts';

const tell = (id: string, afterMs: number, type: string): Entry => ({
  ...eventEntry({ id, source: '/pbx', type, at: START_AT, data: { contact: 'c', queue: 'sales' } }),
  floorAt: START_AT + afterMs,
});

/** The source falls silent in the very second in which it is heard of again. */
const LOG = [tell('a', 0, 'contact.queued'), tell('b', 601_000, 'contact.abandoned')];

test('G-4, S-3: an alert that stood while its source was silent is over once nobody waits, with a restart or without', () => {
  const straight = tellAll(openWorld(createWorldState({ timeZone: 'UTC' })), LOG);
  const restarted = reopened(straight, (state) => structuredClone(state));
  for (const world of [straight, restarted]) {
    expect(viewed(world).openAlerts()).toMatchObject([{ kind: 'longestWaiting', state: 'firing' }]);
    passUntil(world, START_AT + 1_500_000);
    expect(viewed(world).openAlerts()).toEqual([]);
  }
});
