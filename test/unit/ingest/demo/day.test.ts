import { describe, expect, test } from 'vitest';
import { decodeEvent } from '#schema/events/decode.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { LONGEST_TAIL_MS, simulateDay } from '#server/ingest/demo/day.ts';
import { planQueues } from '#server/ingest/demo/queues.ts';

const dayNumber = 20_778;
const day = { dayNumber, startAt: dayNumber * DAY_MS, endAt: (dayNumber + 1) * DAY_MS };
const plan = { seed: 1, agents: 120, queues: 9 };
const events = [...simulateDay(plan, day)];
const text = (event: IncomingEvent, field: string) => event.data[field] as string;

describe('a simulated day', () => {
  test('is the same for the same seed, another for another, and its ids are its own', () => {
    expect(JSON.stringify([...simulateDay(plan, day)]) === JSON.stringify(events)).toBe(true);
    const other = [...simulateDay({ ...plan, seed: 2, agents: 30 }, day)];
    const ids = new Set([...events, ...other].map(({ id }) => id));
    expect(ids.size).toBe(events.length + other.length);
  });

  test('passes the gate without a refusal, in order of time, from midnight on', () => {
    let before = day.startAt;
    for (const event of events) {
      const decoded = decodeEvent({ ...event, source: '/demo' });
      if (!decoded.ok) throw new Error(`${event.type}: ${decoded.reason}`);
      if ('unknown' in decoded.event) throw new Error(`${event.type} is not of the contract`);
      if (event.at < before) throw new Error(`${event.id} goes back in time`);
      before = event.at;
    }
    expect(before).toBeLessThan(day.endAt + LONGEST_TAIL_MS);
  });

  test('has a volume worth looking at', () => {
    const queued = events.filter(({ type }) => type === 'contact.queued').length;
    expect(queued).toBeGreaterThan(5000);
    expect(events.length).toBeLessThan(120_000);
    const perHour = new Array<number>(24).fill(0);
    for (const { type, at } of events)
      if (type === 'contact.queued' && at < day.endAt)
        perHour[Math.floor((at - day.startAt) / 3_600_000)]! += 1;
    expect(Math.min(...perHour)).toBeGreaterThan(10);
    expect(Math.max(...perHour)).toBeGreaterThan(400);
  });

  test.each([
    [plan, 'as usual'],
    [{ seed: 5, agents: 9, queues: 1 }, 'with one queue'],
    [{ seed: 6, agents: 200, queues: 21 }, 'with many queues'],
  ])('%o keeps every agent within what a person can do', (floor) => {
    const agents = new Map<string, { load: number; capacity: number; paused: boolean }>();
    const holder = new Map<string, string>();
    for (const event of simulateDay(floor, day)) {
      const agent = agents.get(text(event, 'agent'));
      const leg = `${text(event, 'contact')}/${text(event, 'queue')}`;
      switch (event.type) {
        case 'agent.signedIn':
          agents.set(text(event, 'agent'), {
            load: 0,
            capacity: event.data.capacity as number,
            paused: false,
          });
          break;
        case 'agent.stateChanged':
          agent!.paused = event.data.state === 'paused';
          if (agent!.paused && agent!.load > 0) throw new Error(`${event.id}: paused at work`);
          break;
        case 'agent.signedOut':
          if (agent!.load > 0) throw new Error(`${event.id}: went away from a contact`);
          agents.delete(text(event, 'agent'));
          break;
        case 'contact.presented':
          if (!agent || agent.paused) throw new Error(`${event.id}: rings where nobody is`);
          agent.load += 1;
          if (agent.load > agent.capacity) throw new Error(`${event.id}: too many at once`);
          holder.set(leg, text(event, 'agent'));
          break;
        case 'contact.answered':
          if (holder.get(leg) !== event.data.agent) throw new Error(`${event.id}: wrong agent`);
          break;
        case 'contact.unanswered':
        case 'contact.abandoned':
        case 'contact.wrappedUp': {
          const held = holder.get(leg);
          if (held) agents.get(held)!.load -= 1;
          holder.delete(leg);
        }
      }
    }
    expect(agents.size, 'everybody went home').toBe(0);
    expect(holder.size, 'nobody was left behind').toBe(0);
  });

  test('brings every contact to its end', () => {
    const waiting = new Set<string>();
    const served = new Set<string>();
    for (const event of events) {
      const contact = text(event, 'contact');
      const leg = `${contact}/${text(event, 'queue')}`;
      const next = `${contact}/${text(event, 'toQueue')}`;
      if (event.type === 'contact.queued') waiting.add(leg);
      if (event.type === 'contact.answered') served.add(leg);
      if (event.type === 'contact.wrappedUp') served.delete(leg);
      if (/answered|abandoned|overflowed/.test(event.type)) waiting.delete(leg);
      if (/transferred|overflowed/.test(event.type) && event.data.toQueue) waiting.add(next);
    }
    expect([...waiting, ...served]).toEqual([]);
  });

  test.each([1, 2, 3])('of seed %i is served well, if not idly, on every queue', (seed) => {
    const whole = [...simulateDay({ ...plan, seed }, day)];
    const ratios = new Map(planQueues(9).map((queue) => [queue, serviceLevel(whole, queue)]));
    let inBand = 0;
    for (const [queue, ratio] of ratios) {
      expect(ratio, queue.id).toBeGreaterThan(0.76);
      if (queue.family === 'desk') continue;
      expect(ratio, queue.id).toBeLessThan(0.96);
      if (ratio >= 0.8 && ratio <= 0.93) inBand += 1;
    }
    expect(inBand, 'of seven telephone and chat queues').toBeGreaterThanOrEqual(5);
    const busy = occupancy(whole);
    expect(busy).toBeGreaterThan(0.64);
    expect(busy).toBeLessThan(0.82);
  });
});

/** Time at work on a contact over time there for it, of the people on the telephone. */
function occupancy(dayEvents: Iterable<IncomingEvent>): number {
  const voice = new Set(
    planQueues(9)
      .filter((q) => q.family === 'voice')
      .map(({ id }) => id),
  );
  const desks = new Map<string, { load: number; since: number; paused: boolean }>();
  const holder = new Map<string, string>();
  let busyMs = 0;
  let thereMs = 0;
  for (const event of dayEvents) {
    const leg = `${text(event, 'contact')}/${text(event, 'queue')}`;
    if (event.type === 'contact.presented') holder.set(leg, text(event, 'agent'));
    const agent = text(event, 'agent') ?? holder.get(leg);
    if (event.type === 'agent.signedIn' && voice.has((event.data.queues as string[])[0]!))
      desks.set(agent, { load: 0, since: event.at, paused: false });
    const desk = desks.get(agent);
    if (!desk) continue;
    if (!desk.paused) {
      thereMs += event.at - desk.since;
      if (desk.load > 0) busyMs += event.at - desk.since;
    }
    desk.since = event.at;
    if (event.type === 'agent.stateChanged') desk.paused = event.data.state === 'paused';
    if (event.type === 'agent.signedOut') desks.delete(agent);
    if (event.type === 'contact.presented') desk.load += 1;
    if (/unanswered|abandoned|wrappedUp/.test(event.type) && holder.delete(leg)) desk.load -= 1;
  }
  return busyMs / thereMs;
}

function serviceLevel(
  dayEvents: Iterable<IncomingEvent>,
  queue: { id: string; thresholdMs: number },
): number {
  const offeredAt = new Map<string, number>();
  let met = 0;
  let counted = 0;
  for (const event of dayEvents) {
    const contact = text(event, 'contact');
    const enters = event.type === 'contact.queued' ? event.data.queue : event.data.toQueue;
    if (enters === queue.id) offeredAt.set(contact, event.at);
    if (event.data.queue !== queue.id || !/answered$|abandoned$/.test(event.type)) continue;
    if (event.type === 'contact.unanswered') continue;
    const waitMs = event.at - offeredAt.get(contact)!;
    if (event.type === 'contact.abandoned' && waitMs <= 5000) continue;
    counted += 1;
    if (event.type === 'contact.answered' && waitMs <= queue.thresholdMs) met += 1;
  }
  return met / counted;
}
