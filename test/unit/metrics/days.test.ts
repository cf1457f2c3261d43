import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import type { FloorPorts } from '#server/metrics/floor-ports.ts';
import { arrivalSeries } from '#server/metrics/arrival-series.ts';
import { openQueue } from '#test/support/open-queue.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/** An hour before midnight in Shanghai, in the afternoon in London. */
const EVENING = Date.parse('2026-03-02T15:00:00.000Z');
const today = { kind: 'today' } as const;

/** Two sites, from then on; the floor's own zone is London's. */
function twoSites(): Scenario {
  const floor = scenario({ timeZone: 'Europe/London', startAt: EVENING });
  floor.say('0:00', 'queue.defined', { queue: 'sh', site: 'sh', timeZone: 'Asia/Shanghai' });
  floor.say('0:00', 'queue.defined', { queue: 'ld', site: 'ld', timeZone: 'Europe/London' });
  for (const queue of ['sh', 'ld']) {
    floor.say('0:01', 'agent.signedIn', { agent: `of ${queue}`, queues: [queue], team: 'all' });
    for (const at of ['0:20:00', '1:40:00', '1:50:00'])
      floor.say(at, 'contact.queued', { contact: `${queue} ${at}`, queue });
  }
  return floor;
}

describe('sites in different zones (SPEC T-9, T-10)', () => {
  test('sum up by each its own day: the number, the curve and the parts agree', () => {
    const { view, until } = twoSites();
    until('5:00:00');
    const offered = (id: string): number => view.queue(id)!.metrics(today).offered;
    expect([offered('sh'), offered('ld')]).toEqual([2, 3]);
    const total = view.total({});
    expect(total.metrics(today).offered).toBe(5);
    const series = total.arrivalsToday(30 * MINUTE_MS);
    // London's day began first; Shanghai's contact of 15:20 UTC is of a day that is over.
    expect(new Date(series.startAt).toISOString()).toBe('2026-03-02T00:00:00.000Z');
    expect(series.offered).toHaveLength(41);
    expect(series.offered.slice(30, 34)).toEqual([1, 0, 0, 4]);
    expect(series.offered.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  test('count an agent by the day of the queues it serves', () => {
    const { view, say, until } = twoSites();
    for (const site of ['sh', 'ld'])
      say('1:50:00', 'contact.answered', { contact: `${site} 0:20:00`, agent: `of ${site}` });
    until('2:50:00');
    // Shanghai's agent was available from 16:00 UTC, London's from 15:00:01: each to 16:50, then busy.
    expect(view.agent('of sh')!.occupancyRatio).toBeCloseTo(60 / 110, 6);
    expect(view.agent('of ld')!.occupancyRatio).toBeCloseTo(3600 / 10_199, 3);
    expect(view.agent('of sh')!.answeredToday).toBe(1);
    const [team] = view.groups({}, 'team');
    // The team answered one contact of today in London; the one in Shanghai was of yesterday.
    expect(team!.metrics(today).answered).toBe(1);
    for (const { occupancyRatio } of [view.total({}).metrics(today), team!.metrics(today)])
      expect(occupancyRatio).toBeCloseTo(7200 / (6600 + 10_199), 3);
  });

  test('an agent of both is counted by the floor’s own day', () => {
    const { view, say, until } = twoSites();
    say('2:00:00', 'agent.signedIn', { agent: 'both', queues: ['sh', 'ld'] });
    say('2:00:00', 'contact.answered', { contact: 'ld 0:20:00', agent: 'both' });
    until('8:59:59');
    expect(view.agent('both')!.answeredToday).toBe(1);
    // Midnight in London; Shanghai's day goes on.
    until('9:00:00');
    expect(view.agent('both')!.answeredToday).toBe(0);
    expect(view.total({}).metrics(today).offered).toBe(2);
  });
});

describe("the day's arrivals", () => {
  test('are counted one by one where bars are finer than a quarter hour', () => {
    const { view, until } = twoSites();
    until('2:00:00');
    const series = view.queue('sh')!.arrivalsToday(5 * MINUTE_MS);
    expect(series.offered).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
  });

  test('are expected for the day’s own length, also where it ends in the middle of a bar', () => {
    // Lord Howe Island puts its clocks on by half an hour: 23.5 hours.
    const startAt = Date.parse('2026-10-03T13:30:00.000Z');
    const { world, say } = scenario({
      timeZone: 'Australia/Lord_Howe',
      startAt: startAt + HOUR_MS,
    });
    say('0:00', 'contact.queued', { contact: 'c', queue: 'q' });
    const ports: Partial<FloorPorts> = {
      expected: (_, { count }) => new Array<number>(count).fill(10),
    };
    const { floor } = world.state;
    const series = arrivalSeries(floor, ports as FloorPorts, [...floor.queues.values()], HOUR_MS);
    expect(series.startAt).toBe(startAt);
    expect(series.expected).toHaveLength(24);
    expect(series.expected!.at(-1)).toBe(5);
  });
});

test("an agent's work of today stays, however long the contact had waited", () => {
  const startAt = Date.parse('2026-03-02T12:00:00.000Z');
  const floor = openQueue(startAt, { timeZone: 'UTC', dayStart: '00:00' });
  floor.say(startAt, 'contact.queued', { contact: 'ticket', queue: 'q' });
  const answeredAt = startAt + 3 * 24 * HOUR_MS;
  floor.say(answeredAt, 'contact.answered', { contact: 'ticket', agent: 'ann' });
  floor.say(answeredAt + MINUTE_MS, 'contact.ended', { contact: 'ticket', by: 'agent' });
  for (const hours of [1, 2, 11]) {
    floor.until(answeredAt + hours * HOUR_MS);
    expect(floor.view.agent('ann')!.answeredToday).toBe(1);
  }
  floor.until(answeredAt + 12 * HOUR_MS);
  expect(floor.view.agent('ann')!.answeredToday).toBe(0);
});
