import { describe, expect, test } from 'vitest';
import type { Entry } from '#server/journal/journal.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import { createKeeper, recallFromLog, restoreWorld } from '#server/pipeline-checkpoint.ts';
import {
  applyStored,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from '#server/pipeline-world.ts';
import { sumTallies } from '#server/metrics/tally-sums.ts';
import { memoryCheckpoints } from '#test/support/memory-checkpoints.ts';
import { START_AT } from '#test/support/scenario.ts';

const MINUTE_MS = 60_000;
const ZONE = { timeZone: 'UTC' };
let told = 0;

function entry(minute: number, type: string, data: Record<string, unknown>, late = 0): Entry {
  told += 1;
  const at = START_AT + minute * MINUTE_MS;
  const floorAt = at + late * MINUTE_MS;
  return { kind: 'event', id: `e${told}`, source: '/test', type, at, floorAt, data };
}

/** A call of the customer that was answered after half a minute and is over. */
function call(minute: number, contact: string, customer: string): Entry[] {
  return [
    entry(minute, 'contact.queued', { contact, queue: 'sales', customer, channel: 'voice' }),
    entry(minute + 0.5, 'contact.answered', { contact, agent: 'ann' }),
    entry(minute + 2, 'contact.ended', { contact }),
    entry(minute + 3, 'contact.wrappedUp', { contact }),
  ];
}

const MORNING = [
  ...call(0, 'c1', 'p1'),
  ...call(10, 'c2', 'p2'),
  entry(60, 'agent.signedIn', { agent: 'bob' }),
];

/** What the day counts, told without a stop, and with a restart after the morning. */
async function countedBothWays(afternoon: readonly Entry[]) {
  const journal = openMemoryJournal();
  const { stored: morning } = await journal.append(MORNING);
  const straight = openWorld(createWorldState(ZONE));
  for (const each of morning) applyStored(straight, each, createWorldChange());
  recallFromLog(straight.state.floor, journal);
  const checkpoints = memoryCheckpoints();
  await createKeeper({ world: straight, checkpoints, restored: null }).save(morning.at(-1)!.seq);
  const restored = openWorld(restoreWorld(checkpoints, morning.at(-1)!.seq)!.state);
  recallFromLog(restored.state.floor, journal);
  const { stored } = await journal.append(afternoon);
  for (const world of [straight, restored])
    for (const each of stored) applyStored(world, each, createWorldChange());
  return { straight: counted(straight), restored: counted(restored) };
}

function counted({ state, windows }: World) {
  const queue = state.floor.queues.get('sales')!;
  const { count } = sumTallies(queue, START_AT - 60 * MINUTE_MS, START_AT + 600 * MINUTE_MS);
  return {
    today: {
      notRepeated: count('notRepeated'),
      repeated: count('repeated'),
      inTime: count('answeredWithinThreshold'),
      rated: count('rated'),
      talkMs: count('talkMs'),
    },
    lastHours: windows.counts('sales', 600 * MINUTE_MS),
    annsTime: state.floor.agents.get('ann')!.segments,
    moments: queue.legs.map((leg) => leg.counted),
  };
}

describe('L-1: contacts that a restart has read back count on as if it had not happened', () => {
  test('when the customer comes again', async () => {
    const { straight, restored } = await countedBothWays(call(70, 'c3', 'p1'));
    expect(restored).toEqual(straight);
    expect(restored.today).toMatchObject({ repeated: 1, notRepeated: 2 });
  });

  test('when the queue gets another threshold', async () => {
    const policy = { queue: 'sales', thresholdMs: 60_000 };
    const { straight, restored } = await countedBothWays([entry(70, 'queue.defined', policy)]);
    expect(restored).toEqual(straight);
    expect(restored.today.inTime).toBe(2);
  });

  test('when more is told of them', async () => {
    const rating = { contact: 'c1', score: 5, scale: 5 };
    const { straight, restored } = await countedBothWays([entry(70, 'contact.rated', rating)]);
    expect(restored).toEqual(straight);
    expect(restored.today.rated).toBe(1);
  });

  test('when something is told late', async () => {
    const { straight, restored } = await countedBothWays([
      entry(1.5, 'contact.ended', { contact: 'c1' }, 70),
    ]);
    expect(restored).toEqual(straight);
    expect(restored.today.talkMs).toBe(2.5 * MINUTE_MS);
  });

  test('when their agent says something late', async () => {
    const { straight, restored } = await countedBothWays([
      entry(0.2, 'agent.stateChanged', { agent: 'ann', state: 'available' }, 70),
    ]);
    expect(restored).toEqual(straight);
    const talks = restored.annsTime.filter(({ state }) => state === 'talking');
    expect(talks.map(({ from }) => from)).toEqual([
      START_AT + 0.5 * MINUTE_MS,
      START_AT + 10.5 * MINUTE_MS,
    ]);
  });
});
