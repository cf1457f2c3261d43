import { describe, test } from 'vitest';
import { expectNumbers, lastMinutes, minutes } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

const YESTERDAY = { toldAt: '0:00' };

/*
 * The mail of Monday morning, at 9:10. Open:
 *
 *   old     came yesterday at 8:00, nobody said until when     soon    is due at 9:40
 *   late    was due at 8:00, Ann has it                        later   is due tomorrow
 *
 * and closed: in time (9:05, due 9:30), too late (9:06, due 9:00), and one that had no due time.
 */
function mail(): Scenario {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'queue.defined', { queue: 'mail', channel: 'email' });
  say('-25:00:00', 'contact.queued', { contact: 'old', queue: 'mail' }, YESTERDAY);
  for (const contact of ['soon', 'late', 'later', 'in time', 'too late', 'no due time'])
    say('0:00', 'contact.queued', { contact, queue: 'mail' });
  const due = (contact: string, dueAt: string): void =>
    say('0:01', 'contact.due', { contact, dueAt });
  due('soon', '2026-03-02T09:40:00Z');
  due('late', '2026-03-02T08:00:00Z');
  due('later', '2026-03-03T09:00:00Z');
  due('in time', '2026-03-02T09:30:00Z');
  due('too late', '2026-03-02T09:00:00Z');
  say('1:00', 'contact.answered', { contact: 'late', agent: 'ann' });
  for (const contact of ['in time', 'too late', 'no due time'])
    say('4:00', 'contact.answered', { contact, agent: 'bob' });
  say('5:00', 'contact.ended', { contact: 'in time' });
  say('6:00', 'contact.ended', { contact: 'too late' });
  say('6:30', 'contact.ended', { contact: 'no due time' });
  floor.until('10:00');
  return floor;
}

describe('open work (M-23)', () => {
  test('is what waits and what an agent has; one is old, one is due within the hour, one overdue', () => {
    expectNumbers(
      mail(),
      { queue: 'mail' },
      {
        backlog: 4, // old, soon, late, later
        backlogOverOneDay: 1, // old, of 25 hours
        dueSoon: 1, // soon
        overdue: 1, // late
        backlogInTimeRatio: 2 / 3, // soon and later, of those with a due time
      },
    );
  });

  test('is of now, whatever the window', () => {
    expectNumbers(mail(), { window: lastMinutes(1) }, { backlog: 4, dueSoon: 1, overdue: 1 });
  });

  test('closing the easy ones flatters: one of two was closed in time', () => {
    expectNumbers(mail(), { queue: 'mail' }, { closedInTimeRatio: 1 / 2 });
    // After 5:00, up to 10:00: only the one that was too late.
    expectNumbers(mail(), { window: lastMinutes(5) }, { closedInTimeRatio: 0 });
  });

  test('what was due soon is overdue when its time comes, without an event', () => {
    const floor = mail();
    floor.until('39:59.999');
    expectNumbers(floor, {}, { dueSoon: 1, overdue: 1 });
    floor.until('40:00');
    expectNumbers(floor, {}, { dueSoon: 0, overdue: 2, backlogInTimeRatio: 1 / 3 });
  });

  test('passed on it is not closed, and its due time goes with it', () => {
    const floor = mail();
    floor.say('10:00', 'contact.transferred', { contact: 'late', toQueue: 'experts' });
    expectNumbers(floor, { queue: 'mail' }, { overdue: 0, closedInTimeRatio: 1 / 2 });
    expectNumbers(floor, { queue: 'experts' }, { backlog: 1, overdue: 1 });
  });
});

describe('open complaints (M-16)', () => {
  /** A complaint of five o'clock; we wrote at seven, the customer at half past eight. */
  function complaint(): Scenario {
    const floor = scenario();
    const { say } = floor;
    say('0:00', 'queue.defined', { queue: 'mail', channel: 'email' });
    say('-4:00:00', 'contact.queued', { contact: 'a', queue: 'mail' }, YESTERDAY);
    say('-4:00:00', 'contact.escalated', { contact: 'a' }, YESTERDAY);
    say('-3:00:00', 'contact.answered', { contact: 'a', agent: 'ann' }, YESTERDAY);
    say('-2:00:00', 'contact.message', { contact: 'a', from: 'agent' }, YESTERDAY);
    say('-30:00', 'contact.message', { contact: 'a', from: 'customer' }, YESTERDAY);
    return floor;
  }

  test('the clock runs from our last word to the customer; theirs does not reset it', () => {
    const floor = complaint();
    expectNumbers(floor, { queue: 'mail' }, { oldestWithoutUpdateMs: minutes(120) });
    floor.say('5:00', 'contact.message', { contact: 'a', from: 'agent' });
    floor.until('6:00');
    expectNumbers(floor, { queue: 'mail' }, { oldestWithoutUpdateMs: minutes(1) });
  });

  test('it runs on when the complaint goes to another queue, and ends when it is closed', () => {
    const floor = complaint();
    floor.say('0:00', 'contact.transferred', { contact: 'a', toQueue: 'experts' });
    floor.until('10:00');
    expectNumbers(floor, { queue: 'mail' }, { oldestWithoutUpdateMs: null });
    expectNumbers(floor, { queue: 'experts' }, { oldestWithoutUpdateMs: minutes(130) });
    floor.say('10:00', 'contact.answered', { contact: 'a', agent: 'eve' });
    floor.say('11:00', 'contact.ended', { contact: 'a' });
    expectNumbers(floor, {}, { oldestWithoutUpdateMs: null });
  });
});
