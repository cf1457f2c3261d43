import { expect, test } from 'vitest';
import { expectNumbers, lastMinutes } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/*
 * The order line from nine o'clock: 20 s to answer, 5 s are a short abandon. Thirteen customers, and
 * every way out of a queue.
 */
function orderLine(): Scenario {
  const floor = scenario();
  const { say } = floor;
  const offer = (at: string, contact: string): void =>
    say(at, 'contact.queued', { contact, queue: 'orders' });

  offer('0:00', 'a is served');
  say('0:09', 'contact.answered', { contact: 'a is served', agent: 'ann' });
  offer('0:10', 'b is served late');
  offer('0:20', 'c gives up');
  offer('0:21', 'd hangs up at once');
  say('0:24', 'contact.abandoned', { contact: 'd hangs up at once' });
  offer('0:25', 'e hangs up after 5 s');
  offer('0:26', 'f wants to be called back');
  offer('0:27', 'g leaves a message');
  offer('0:28', 'h waits too long');
  offer('0:29', 'i loses the line');
  say('0:30', 'contact.abandoned', { contact: 'e hangs up after 5 s' });
  offer('0:30', 'j finds the queue full');
  say('0:31', 'contact.overflowed', { contact: 'j finds the queue full', reason: 'full' });
  say('0:32', 'contact.overflowed', { contact: 'f wants to be called back', reason: 'callback' });
  say('0:33', 'contact.overflowed', { contact: 'g leaves a message', reason: 'voicemail' });
  // With the call-back promised the customer hangs up; and one hangs up who never came to a queue.
  say('0:34', 'contact.abandoned', { contact: 'f wants to be called back' });
  say('0:35', 'contact.abandoned', { contact: 'in the menu' });
  say('0:40', 'contact.answered', { contact: 'b is served late', agent: 'bob' });
  say('0:50', 'contact.abandoned', { contact: 'c gives up' });
  say('0:58', 'contact.overflowed', { contact: 'h waits too long', reason: 'timeout' });
  say('0:59', 'contact.ended', { contact: 'i loses the line', by: 'system' });
  offer('1:00', 'k belongs elsewhere');
  say('1:09', 'contact.ended', { contact: 'a is served', by: 'customer' });
  say('1:10', 'contact.transferred', { contact: 'k belongs elsewhere', toQueue: 'returns' });
  offer('1:20', 'l is passed on');
  say('1:21', 'contact.presented', { contact: 'l is passed on', agent: 'cat' });
  say('1:29', 'contact.wrappedUp', { contact: 'a is served' });
  say('1:31', 'contact.unanswered', { contact: 'l is passed on', agent: 'cat' });
  say('1:36', 'contact.answered', { contact: 'l is passed on', agent: 'ann' });
  say('1:40', 'contact.ended', { contact: 'b is served late', by: 'agent' });
  say('2:00', 'contact.transferred', { contact: 'l is passed on', toQueue: 'returns' });
  offer('2:50', 'm waits');
  floor.until('3:00');
  return floor;
}

test('every customer of the order line left by one way, or waits (C-6)', () => {
  const floor = orderLine();
  expectNumbers(
    floor,
    { queue: 'orders' },
    {
      offered: 13,
      answered: 3, // a, b, l
      abandoned: 1, // c
      shortAbandoned: 2, // d after 3 s, e after exactly 5 s
      overflowed: 5, // f, g, h, i, j
      transferredOut: 1, // k
      undecided: 1, // m
    },
  );
  expect(3 + 1 + 2 + 5 + 1 + 1).toBe(13);
});

test('an overflow says why; who takes a call-back or loses the line has not abandoned (M-13)', () => {
  expectNumbers(
    orderLine(),
    { queue: 'orders' },
    {
      callbacksTaken: 1, // f
      voicemails: 1, // g
      timedOut: 1, // h
      systemLost: 1, // i
      lost: 1 + 2 + 1, // c; d and e; i
      blocked: null, // nobody told us of busy lines: no number, not 0
      abandonmentRatio: 1 / 13,
      lostRatio: 4 / 13,
      overflowRatio: 5 / 13,
      answeredRatio: 3 / 13,
    },
  );
});

test('a transfer before the answer and one after it are two things (C-8)', () => {
  const floor = orderLine();
  expectNumbers(
    floor,
    { queue: 'orders' },
    {
      transferredOut: 1, // k, never answered
      transferredAfterAnswer: 1, // l
      transferRatio: 1 / 3, // of the conversations that are over: a, b, l
    },
  );
  // Both are offered to the other queue anew, and wait there.
  expectNumbers(floor, { queue: 'returns' }, { offered: 2, transferredIn: 2, undecided: 2 });
});

test('a ring that nobody takes is counted, and the customer goes on waiting (C-10)', () => {
  const floor = orderLine();
  // l rang at cat in vain from 1:21 to 1:31 and was answered at 1:36: one wait of 16 s.
  expectNumbers(floor, { queue: 'orders' }, { unansweredRings: 1, requeued: 0 });
});

test('handled means that the work after the contact is done, too (C-11)', () => {
  // a is wrapped up; b and l are over but not wrapped up.
  expectNumbers(orderLine(), { queue: 'orders' }, { answered: 3, handled: 1 });
});

test('of the last minutes counts what happened in them, whenever the contact came (M-2)', () => {
  expectNumbers(
    orderLine(),
    // After 1:30, up to 3:00.
    { queue: 'orders', window: lastMinutes(1.5) },
    {
      offered: 1, // m; l came at 1:20
      answered: 1, // l
      unansweredRings: 1, // 1:31
      handled: 0, // a was wrapped up at 1:29
      abandoned: 0,
      transferredAfterAnswer: 1, // l, at 2:00
      transferRatio: 1 / 2, // of b (over at 1:40) and l
    },
  );
});

test('of three numbers that we dialled one answered, at the second try (M-15)', () => {
  const floor = scenario();
  const { say } = floor;
  const dial = (at: string, contact: string): void =>
    say(at, 'contact.queued', { contact, queue: 'renewals', channel: 'outbound' });
  dial('0:00', 'a');
  say('0:20', 'contact.overflowed', { contact: 'a', reason: 'no answer' });
  dial('0:30', 'b');
  say('0:50', 'contact.overflowed', { contact: 'b', reason: 'busy' });
  dial('1:00', 'a'); // again
  say('1:10', 'contact.answered', { contact: 'a', agent: 'ann' });
  // Passed on to a colleague's queue: nobody is dialled for that.
  say('2:00', 'contact.transferred', { contact: 'a', toQueue: 'contracts' });
  say('2:10', 'contact.answered', { contact: 'a', agent: 'bob' });
  expectNumbers(
    floor,
    {},
    { outboundDialled: 3, outboundConnected: 1, outboundConnectRatio: 1 / 3 },
  );
  // In the last minute (after 1:10) nothing was dialled and nobody reached.
  expectNumbers(
    floor,
    { window: lastMinutes(1) },
    { outboundDialled: 0, outboundConnected: 0, outboundConnectRatio: null },
  );
});
