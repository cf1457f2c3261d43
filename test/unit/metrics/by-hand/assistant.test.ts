import { describe, test } from 'vitest';
import { expectNumbers, lastMinutes } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/*
 * Five customers talk to the assistant first:
 *
 *   a  is helped                         d  is handed over and gives up in the queue
 *   b  is helped, and is back at 0:10    e  is helped; nobody knows who it was
 *   c  is handed over and answered
 */
function fiveSessions(): Scenario {
  const floor = scenario();
  const { say } = floor;
  for (const contact of ['a', 'b', 'c', 'd'])
    say('0:00', 'bot.engaged', { contact, queue: 'web', customer: `customer ${contact}` });
  say('0:00', 'bot.engaged', { contact: 'e', queue: 'web' });
  for (const contact of ['a', 'b', 'e']) say('1:00', 'bot.resolved', { contact });
  for (const contact of ['c', 'd']) {
    say('1:00', 'bot.handedOver', { contact });
    say('1:01', 'contact.queued', { contact, queue: 'web' });
  }
  say('1:05', 'contact.answered', { contact: 'c', agent: 'ann' });
  say('2:00', 'contact.abandoned', { contact: 'd' });
  say('10:00', 'contact.queued', { contact: 'b again', queue: 'web', customer: 'customer b' });
  floor.until('11:00');
  return floor;
}

describe('the assistant (M-21)', () => {
  test('contained is not the same as helped: who is back within a day was not', () => {
    expectNumbers(
      fiveSessions(),
      { queue: 'web' },
      {
        botEngaged: 5,
        botContainmentRatio: 3 / 5, // a, b, e
        botEffectiveResolutionRatio: 1 / 4, // a; of e nobody can say
      },
    );
  });

  test('a hand-over that ends in the queue is a failure of both', () => {
    expectNumbers(
      fiveSessions(),
      { queue: 'web' },
      { botHandOverRatio: 2 / 5, botAbandoned: 1, offered: 3 }, // c, d, and b again
    );
  });

  test('of the last minutes are sessions by when they began and how they ended', () => {
    expectNumbers(
      fiveSessions(),
      // After 1:00, up to 11:00: only d's giving up.
      { queue: 'web', window: lastMinutes(10) },
      { botEngaged: 0, botContainmentRatio: null, botAbandoned: 1 },
    );
  });

  test('a session that names no queue counts for the one it is handed over to, in every window', () => {
    const floor = scenario();
    const { say } = floor;
    say('0:00', 'bot.engaged', { contact: 'a' });
    say('0:30', 'bot.handedOver', { contact: 'a' });
    say('0:31', 'contact.queued', { contact: 'a', queue: 'web' });
    expectNumbers(floor, { queue: 'web' }, { botEngaged: 1, botHandOverRatio: 1 });
    expectNumbers(floor, { queue: 'web', window: lastMinutes(5) }, { botEngaged: 1 });
  });

  test('a session that turns out to have begun before this half hour is none of it', () => {
    const floor = scenario();
    const thisHalfHour = { queue: 'web', window: { kind: 'interval' } } as const;
    floor.say('40:00', 'bot.engaged', { contact: 'a', queue: 'web' });
    expectNumbers(floor, thisHalfHour, { botEngaged: 1 });
    floor.say('20:00', 'bot.engaged', { contact: 'a', queue: 'web' }, { toldAt: '41:00' });
    expectNumbers(floor, thisHalfHour, { botEngaged: 0 });
    expectNumbers(floor, { queue: 'web' }, { botEngaged: 1 });
  });

  test('a session that ends in no queue counts for the one that its end names', () => {
    const floor = scenario();
    floor.say('0:00', 'bot.engaged', { contact: 'a' });
    floor.say('1:00', 'bot.resolved', { contact: 'a', queue: 'web' });
    expectNumbers(floor, { queue: 'web' }, { botEngaged: 1, botContainmentRatio: 1 });
  });

  test.each([
    { back: '-2:00:00', after: '23 hours', helped: 0 },
    { back: '0:00', after: '25 hours', helped: 1 },
  ])('back after $after: helped for good in $helped of 1 sessions', ({ back, helped }) => {
    const floor = scenario();
    const toldNow = { toldAt: '0:00' };
    const customer = 'a';
    floor.say('-25:00:00', 'bot.engaged', { contact: '1', queue: 'web', customer }, toldNow);
    floor.say('-25:00:00', 'bot.resolved', { contact: '1' }, toldNow);
    floor.say(back, 'contact.queued', { contact: '2', queue: 'web', customer }, toldNow);
    expectNumbers(
      floor,
      { queue: 'web', window: lastMinutes(26 * 60) },
      { botContainmentRatio: 1 / 1, botEffectiveResolutionRatio: helped / 1 },
    );
  });
});
