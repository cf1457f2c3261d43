import { expect, test } from 'vitest';
import { viewOf } from '#server/app-ports.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { createHub } from '#server/live/hub.ts';
import type { HubUpdate } from '#server/live/hub-update.ts';
import { createPipeline } from '#server/pipeline.ts';
import { createWorldState, openWorld } from '#server/pipeline-world.ts';
import { handClock } from '#test/support/connector-context.ts';

/** A quarter of a minute before midnight in Kathmandu, which is 5 h 45 ahead. */
const OPENED_AT = Date.parse('2026-03-01T18:14:45.000Z');

test('at midnight subscribers are told of the new day, though nothing happens (SPEC T-11)', async () => {
  const clock = handClock(OPENED_AT);
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  const hub = createHub({ clock, epoch: 'e' });
  const refusals = createRefusals();
  const pipeline = createPipeline({
    world,
    journal: openMemoryJournal(),
    hub,
    clock,
    refusals,
    logger: silentLogger,
    secret: 's',
    time: 'live',
    tellsPast: () => false,
  });
  const events = [
    { type: 'queue.defined', data: { queue: 'q', timeZone: 'Asia/Kathmandu' } },
    { type: 'contact.queued', data: { contact: 'c', queue: 'q' } },
  ];
  await pipeline.take(
    '/test',
    events.map((event, index) => ({ ...event, id: `e${index}`, at: OPENED_AT })),
    { past: false },
  );
  const updates: HubUpdate[] = [];
  const reading = hub.subscribe();
  const ended = (async () => {
    for await (const update of reading) updates.push(update);
  })();

  const queue = viewOf(world, refusals).queue('q')!;
  const told: (readonly [number, number])[] = [];
  for (let second = 0; second < 15; second += 1) {
    clock.advance(1_000);
    await pipeline.tick();
    await new Promise((resolve) => setImmediate(resolve));
    told.push([
      updates.filter(({ change }) => change.queues.has('q')).length,
      queue.metrics({ kind: 'today' }).offered,
    ]);
  }
  const midnight = updates.at(-1)!;
  expect([midnight.kind, midnight.at, midnight.change.total]).toEqual([
    'patch',
    OPENED_AT + 15_000,
    true,
  ]);
  // Until then the contact is today's; then it still waits, and is yesterday's.
  expect(told.at(-2)![1]).toBe(1);
  expect(told.at(-1)).toEqual([told.at(-2)![0] + 1, 0]);
  expect(viewOf(world, refusals).queue('q')!.waiting).toBe(1);
  hub.close();
  await ended;
});
