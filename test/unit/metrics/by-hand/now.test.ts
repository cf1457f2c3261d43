import { describe, test } from 'vitest';
import { expectNumbers, lastMinutes, seconds } from '#test/support/by-hand.ts';
import { scenario } from '#test/support/scenario.ts';

describe('what is so at this instant (C-5, C-11, M-10)', () => {
  test('counts who waits and who is served, since whenever, in any window', () => {
    const { say, until, ...floor } = scenario();
    // One came yesterday evening and still waits; one waits since 9:00:10, one rings since 9:00:20.
    say('-12:00:00', 'contact.queued', { contact: 'night', queue: 'sales' }, { toldAt: '0:00' });
    say('0:10', 'contact.queued', { contact: 'waits', queue: 'sales' });
    say('0:20', 'contact.queued', { contact: 'rings', queue: 'sales' });
    say('0:25', 'contact.presented', { contact: 'rings', agent: 'ann' });
    // One is talked to, one on hold; one is over but for the after-contact work.
    for (const contact of ['talks', 'holds', 'over']) {
      say('0:00', 'contact.queued', { contact, queue: 'sales' });
      say('0:05', 'contact.answered', { contact, agent: `agent of ${contact}` });
    }
    say('0:15', 'contact.held', { contact: 'holds' });
    say('0:30', 'contact.ended', { contact: 'over' });
    until('1:00');
    // From 21:00 to 9:01 are 12 h and 1 min.
    const now = { waiting: 3, longestWaitingMs: seconds(12 * 3600 + 60), serving: 2 };
    const told = { say, until, ...floor };
    expectNumbers(told, { queue: 'sales' }, { ...now, undecided: 2 });
    expectNumbers(told, { window: { kind: 'interval' } }, now);
    expectNumbers(told, { window: lastMinutes(5) }, now);
  });

  test('is nobody where nobody waits, and then there is no longest wait', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'sales' });
    floor.say('0:01', 'contact.abandoned', { contact: 'a' });
    expectNumbers(floor, {}, { waiting: 0, longestWaitingMs: null, serving: 0 });
  });
});
