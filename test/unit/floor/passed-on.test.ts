import { describe, expect, test } from 'vitest';
import { scenario, type Scenario } from '#test/support/scenario.ts';

const TODAY = { kind: 'today' } as const;

/** Ann has the contact from 0:00 to 0:13 and passes it on; Bob answers at 0:20 and is done at 0:45. */
function passedOn(annsWord: string | null, transfer: Record<string, unknown> = {}): Scenario {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
  say('0:00', 'contact.answered', { contact: 'c', agent: 'ann' });
  say('0:13', 'contact.transferred', { contact: 'c', toQueue: 'vip', ...transfer });
  const words: [string, string, Record<string, unknown>][] = [
    ['0:20', 'contact.answered', { agent: 'bob' }],
    ['0:40', 'contact.ended', {}],
    ['0:45', 'contact.wrappedUp', {}],
  ];
  if (annsWord !== null) words.push([annsWord, 'contact.wrappedUp', {}]);
  for (const [at, type, data] of words.sort(([a], [b]) => (a < b ? -1 : 1)))
    say(at, type, { contact: 'c', ...data });
  floor.until('1:00');
  return floor;
}

function workAfter(floor: Scenario, queue: string): number | null {
  return floor.view.queue(queue)!.metrics(TODAY).averageAfterContactWorkMs;
}

describe('who passed a contact on (SPEC C-15)', () => {
  test('is free again, at the latest, when the contact is answered anew', () => {
    const floor = passedOn(null);
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'available',
      since: floor.instant('0:20'),
    });
    expect(workAfter(floor, 'sales')).toBe(7_000);
    expect(workAfter(floor, 'vip')).toBe(5_000);
  });

  test.each([
    ['0:18', 5_000],
    ['0:25', 12_000],
  ])('is believed where the end of the work is told, at %s', (at, workMs) => {
    const floor = passedOn(at);
    expect(workAfter(floor, 'sales')).toBe(workMs);
    expect(workAfter(floor, 'vip')).toBe(5_000);
    expect(floor.view.queue('vip')!.metrics(TODAY).averageTalkTimeMs).toBe(20_000);
  });

  test('is not guessed about where the source names the leg it speaks of: it will tell', () => {
    const floor = passedOn(null, { queue: 'sales' });
    expect(floor.view.agent('ann')!.state).toBe('afterContactWork');
    expect(workAfter(floor, 'sales')).toBeNull();
  });
});

test('a queue of the outbound channel dials, also where no contact says so (M-15)', () => {
  const { say, view } = scenario();
  say('0:00', 'queue.defined', { queue: 'campaign', channel: 'outbound' });
  for (const contact of ['reached', 'not home'])
    say('0:01', 'contact.queued', { contact, queue: 'campaign' });
  say('0:05', 'contact.answered', { contact: 'reached', agent: 'ann' });
  say('0:06', 'contact.abandoned', { contact: 'not home' });
  expect(view.queue('campaign')!.metrics(TODAY)).toMatchObject({
    outboundDialled: 2,
    outboundConnected: 1,
    outboundConnectRatio: 0.5,
  });
});

test('what is no share is no number: more abandons in a window than offers (M-6)', () => {
  const { say, until, view } = scenario();
  for (const contact of ['a', 'b']) say('0:00', 'contact.queued', { contact, queue: 'sales' });
  for (const contact of ['a', 'b']) say('6:00', 'contact.abandoned', { contact });
  say('6:30', 'contact.queued', { contact: 'c', queue: 'sales' });
  until('7:00');
  const lately = view.queue('sales')!.metrics({ kind: 'last', lengthMs: 300_000 });
  expect(lately).toMatchObject({ abandoned: 2, offered: 1, abandonmentRatio: null });
  expect(view.queue('sales')!.metrics(TODAY).abandonmentRatio).toBe(2 / 3);
});

test('numbers of one agent count what that agent answered, and nobody waits for a person', () => {
  const { say, view } = scenario();
  for (const contact of ['a', 'b', 'c']) say('0:00', 'contact.queued', { contact, queue: 'sales' });
  say('0:05', 'contact.answered', { contact: 'a', agent: 'ann' });
  say('0:05', 'contact.answered', { contact: 'b', agent: 'bob' });
  const total = view.total({ agents: ['ann'] });
  expect(total).toMatchObject({ waiting: 0, serving: 1, longestWaitingSince: null });
  expect(total.metrics(TODAY)).toMatchObject({ offered: 1, answered: 1 });
});
