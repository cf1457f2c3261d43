import { expect, test } from 'vitest';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import type { Journal } from '#server/journal/journal.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { createHub } from '#server/live/hub.ts';
import { createPipeline, type Pipeline, type WriteMarks } from '#server/pipeline.ts';
import { createWorldState, openWorld, type World } from '#server/pipeline-world.ts';
import { handClock, type HandClock } from '#test/support/connector-context.ts';

const START_AT = Date.parse('2026-03-02T09:00:00Z');

interface Street {
  readonly pipeline: Pipeline;
  readonly world: World;
  readonly clock: HandClock;
  readonly marks: WriteMarks[];
}

function street(journal: Journal = openMemoryJournal()): Street {
  const clock = handClock(START_AT);
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  const marks: WriteMarks[] = [];
  const pipeline = createPipeline({
    ...{ world, journal, clock, logger: silentLogger, refusals: createRefusals() },
    hub: createHub({ clock, epoch: 'e' }),
    secret: 's',
    time: 'live',
    tellsPast: () => false,
    onWritten: (told) => marks.push(told),
  });
  return { pipeline, world, clock, marks };
}

function queued(from: number, to: number, at = START_AT): Record<string, unknown>[] {
  const time = new Date(at).toISOString();
  return Array.from({ length: to - from }, (_, index) => ({
    ...{
      specversion: '1.0',
      id: `e${from + index}`,
      source: '/test',
      type: 'contact.queued',
      time,
    },
    data: { contact: `c${from + index}`, queue: 'sales' },
  }));
}

/** A journal whose writes are on disk only when they are let through. */
function heldJournal(): { readonly journal: Journal; letThrough(): void } {
  const journal = openMemoryJournal();
  const append = journal.append.bind(journal);
  const held: (() => void)[] = [];
  journal.append = async (...call) => {
    const appended = await append(...call);
    await new Promise<void>((resolve) => held.push(resolve));
    return appended;
  };
  return { journal, letThrough: () => held.splice(0).forEach((resolve) => resolve()) };
}

test('a long group does not stand on the event loop: others have a turn between its slices', async () => {
  const { pipeline, world } = street();
  const seen: number[] = [];
  let isOver = false;
  const look = (): void => {
    seen.push(world.state.floor.contacts.size);
    if (!isOver) setImmediate(look);
  };
  look();
  const { accepted } = await pipeline.accept(queued(0, 2_000));
  // Whoever asks after the answer sees all of it.
  expect([accepted, world.state.floor.contacts.size]).toEqual([2_000, 2_000]);
  isOver = true;
  look();
  const steps = seen.map((count, index) => count - (seen[index - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(200);
});

test('groups of many senders end in the order of the log, each answered when it is folded', async () => {
  const { pipeline, world } = street();
  const ended: number[] = [];
  const sizes = [1, 350, 20, 700, 1];
  let from = 0;
  await Promise.all(
    sizes.map(async (size, sender) => {
      const events = queued(from, (from += size));
      const upTo = from;
      await pipeline.accept(events);
      ended.push(sender);
      expect(world.state.floor.contacts.size).toBeGreaterThanOrEqual(upTo);
    }),
  );
  expect(ended).toEqual([0, 1, 2, 3, 4]);
  expect(pipeline.appliedSeq).toBe(world.state.floor.seq);
});

test('who only asks does not push the clock past what is on its way to the disk (L-1)', async () => {
  const { journal, letThrough } = heldJournal();
  const { pipeline, world, clock } = street(journal);
  const first = pipeline.accept(queued(0, 1));
  await turns();
  letThrough();
  await first;
  const second = pipeline.accept(queued(1, 2));
  await turns();
  clock.advance(60_000);
  pipeline.reachNow();
  expect(world.state.floor.now).toBe(START_AT);
  letThrough();
  await second;
  pipeline.reachNow();
  expect(world.state.floor.now).toBe(START_AT + 60_000);
});

test('the way of live events is told by group; of the past, of duplicates and of ticks nothing is', async () => {
  const { journal, letThrough } = heldJournal();
  const { pipeline, clock, marks } = street(journal);
  const through = async (work: Promise<unknown>, afterMs = 0): Promise<void> => {
    await turns();
    clock.advance(afterMs);
    letThrough();
    await work;
  };
  await through(pipeline.accept([...queued(0, 2, START_AT - 700), ...queued(2, 3)]), 12);
  expect(marks).toEqual([
    {
      eventAt: START_AT,
      acceptedAt: START_AT,
      durableAt: START_AT + 12,
      appliedAt: START_AT + 12,
      count: 3,
    },
  ]);
  await through(pipeline.accept(queued(0, 3)));
  await through(pipeline.tick(START_AT + 5_000));
  const past: IncomingEvent = {
    ...{ id: 'p', type: 'contact.queued', at: START_AT - 9_000 },
    data: { contact: 'p', queue: 'sales' },
  };
  await through(pipeline.take('/test', [past], { past: true }));
  expect(marks).toHaveLength(1);
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
