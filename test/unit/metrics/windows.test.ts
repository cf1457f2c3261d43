import { expect, test } from 'vitest';
import { scenario } from '#test/support/scenario.ts';

test('TODAY and INTERVAL count by arrival, LAST by the time of the event', () => {
  const floor = scenario();
  // Offered at 9:29:50, answered at 9:30:05: of the half hour before, but of the last minute.
  floor.say('29:50', 'contact.queued', { contact: 'c', queue: 'sales' });
  floor.say('30:05', 'contact.answered', { contact: 'c', agent: 'ann' });
  floor.until('30:30');
  const sales = floor.view.queue('sales')!;
  expect(sales.metrics({ kind: 'interval' })).toMatchObject({ offered: 0, answered: 0 });
  expect(sales.metrics({ kind: 'today' })).toMatchObject({ offered: 1, answered: 1 });
  expect(sales.metrics({ kind: 'last', lengthMs: 30_000 })).toMatchObject({
    offered: 0,
    answered: 1,
  });
});

test('a sliding window lets go to the millisecond, without an event', () => {
  const floor = scenario();
  floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
  const last = (): number =>
    floor.view.queue('sales')!.metrics({ kind: 'last', lengthMs: 60_000 }).offered;
  floor.until('0:59.999');
  expect(last()).toBe(1);
  floor.until('1:00');
  expect(last()).toBe(0);
});

test('a new day starts at zero without an event, and keeps who still waits', () => {
  const floor = scenario({ startAt: Date.parse('2026-03-02T23:59:00Z') });
  floor.say('0:10', 'contact.queued', { contact: 'c', queue: 'sales' });
  floor.until('0:59');
  expect(floor.view.queue('sales')!.metrics({ kind: 'today' }).offered).toBe(1);
  floor.until('1:00');
  const sales = floor.view.queue('sales')!;
  expect(sales.metrics({ kind: 'today' }).offered).toBe(0);
  expect(sales).toMatchObject({ waiting: 1, longestWaitingSince: floor.instant('0:10') });
});

test('arrivals of the day stand in their half hours', () => {
  const floor = scenario({ startAt: Date.parse('2026-03-02T00:10:00Z') });
  for (const at of ['0:00', '0:05', '25:00', '55:00'])
    floor.say(at, 'contact.queued', { contact: at, queue: 'sales' });
  expect(floor.view.total({}).arrivalsToday(1_800_000)).toMatchObject({
    startAt: Date.parse('2026-03-02T00:00:00Z'),
    offered: [2, 1, 1],
    expected: null,
  });
});
