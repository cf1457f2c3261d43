import { test } from 'vitest';
import { expectNumbers, lastMinutes, seconds } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/*
 * Seven customers and how long each waited:
 *
 *   a  9 s, answered        c  30 s, gave up       e  40 s, overflowed    g  waits
 *   b  21 s, answered       d  50 s, gave up       f  3 s, hung up
 */
function waits(): Scenario {
  const floor = scenario();
  const { say } = floor;
  for (const contact of ['a', 'b', 'c', 'd', 'e', 'f'])
    say('0:00', 'contact.queued', { contact, queue: 'line' });
  say('0:03', 'contact.abandoned', { contact: 'f' });
  say('0:04', 'contact.presented', { contact: 'a', agent: 'ann' });
  say('0:09', 'contact.answered', { contact: 'a', agent: 'ann' });
  say('0:21', 'contact.answered', { contact: 'b', agent: 'bob' });
  say('0:30', 'contact.abandoned', { contact: 'c' });
  say('0:40', 'contact.overflowed', { contact: 'e', reason: 'timeout' });
  say('0:50', 'contact.abandoned', { contact: 'd' });
  say('0:55', 'contact.queued', { contact: 'g', queue: 'line' });
  floor.until('2:00');
  return floor;
}

test('the speed of answer is of the answered; the average wait of everybody whose wait is over', () => {
  expectNumbers(
    waits(),
    { queue: 'line' },
    {
      averageSpeedOfAnswerMs: seconds((9 + 21) / 2), // ringing included
      averageWaitMs: seconds((9 + 21 + 30 + 50 + 40 + 3) / 6),
      longestWaitMs: seconds(50), // g has waited 65 s, but is not over
    },
  );
});

test('time to abandon is not patience: those who were answered would have waited on (M-18)', () => {
  expectNumbers(
    waits(),
    { queue: 'line' },
    {
      averageTimeToAbandonMs: seconds((30 + 50) / 2),
      averagePatienceMs: seconds((9 + 21 + 30 + 50 + 40 + 3) / 2),
    },
  );
});

test('of the last minutes are the waits that ended in them', () => {
  expectNumbers(
    waits(),
    // After 0:30, up to 2:00: e and d.
    { queue: 'line', window: lastMinutes(1.5) },
    {
      averageSpeedOfAnswerMs: null,
      averageWaitMs: seconds((40 + 50) / 2),
      averageTimeToAbandonMs: seconds(50),
      longestWaitMs: seconds(50),
      speedOfAnswerP50Ms: null,
    },
  );
});

test('of ten waits of 1 s to 10 s the fifth is the median and the ninth the ninetieth percentile (M-17)', () => {
  const floor = scenario();
  for (let each = 1; each <= 10; each += 1)
    floor.say('0:00', 'contact.queued', { contact: `waits ${each} s`, queue: 'line' });
  for (let each = 1; each <= 10; each += 1)
    floor.say(`0:${each}`, 'contact.answered', { contact: `waits ${each} s` });
  expectNumbers(floor, {}, { speedOfAnswerP50Ms: seconds(5), speedOfAnswerP90Ms: seconds(9) });
});

/*
 * Three conversations:
 *
 *   a  talks 2:30, on hold 0:30 in between, then 0:30 of work
 *   b  talks 1:00, then 0:10 of work
 *   c  talks 1:30, its work is not done
 */
function conversations(): Scenario {
  const floor = scenario();
  const { say } = floor;
  for (const contact of ['a', 'b', 'c']) {
    say('0:00', 'contact.queued', { contact, queue: 'line' });
    say('0:00', 'contact.answered', { contact, agent: `agent of ${contact}` });
  }
  say('1:00', 'contact.held', { contact: 'a' });
  say('1:00', 'contact.ended', { contact: 'b', by: 'customer' });
  say('1:10', 'contact.wrappedUp', { contact: 'b' });
  say('1:30', 'contact.resumed', { contact: 'a' });
  say('1:30', 'contact.ended', { contact: 'c', by: 'customer' });
  say('3:00', 'contact.ended', { contact: 'a', by: 'customer' });
  say('3:30', 'contact.wrappedUp', { contact: 'a' });
  floor.until('4:00');
  return floor;
}

test('talk, hold and work after it add up to handling, once all of it is done (C-11, C-12)', () => {
  expectNumbers(
    conversations(),
    { queue: 'line' },
    {
      averageTalkTimeMs: seconds((150 + 60 + 90) / 3), // hold is not talk
      averageHoldTimeMs: seconds(30 / 1), // of the one that had hold
      holdPerConversationMs: seconds(30 / 3), // spread over all three
      averageAfterContactWorkMs: seconds((30 + 10) / 2), // a and b; c is not done
      averageHandleTimeMs: seconds((150 + 30 + 30 + (60 + 10)) / 2),
    },
  );
  // After 2:00: only a ended and was wrapped up.
  expectNumbers(
    conversations(),
    { queue: 'line', window: lastMinutes(2) },
    {
      averageTalkTimeMs: seconds(150),
      holdPerConversationMs: seconds(30),
      averageHandleTimeMs: seconds(150 + 30 + 30),
    },
  );
});

test('live handle time counts those who are still busy with the time they took so far (M-19)', () => {
  // a took 3:30, b 1:10; c is not done after 4:00. Two are finished; nothing is known from before.
  expectNumbers(conversations(), {}, { liveHandleTimeMs: seconds((210 + 70 + 240) / 2) });
});

test('where a usual handle time is known it weighs as much as 20 contacts (M-19)', () => {
  const floor = scenario();
  const { say } = floor;
  // Two hours ago one contact took 2:00: that is usual here.
  const earlier = { toldAt: '0:00' };
  say('-2:00:00', 'contact.queued', { contact: 'usual', queue: 'line' }, earlier);
  say('-2:00:00', 'contact.answered', { contact: 'usual', agent: 'ann' }, earlier);
  say('-119:00', 'contact.ended', { contact: 'usual' }, earlier);
  say('-118:00', 'contact.wrappedUp', { contact: 'usual' }, earlier);
  say('0:00', 'contact.queued', { contact: 'runs', queue: 'line' });
  say('0:00', 'contact.answered', { contact: 'runs', agent: 'ann' });
  floor.until('5:00');
  // One runs, for 300 s; none is finished.
  expectNumbers(floor, {}, { liveHandleTimeMs: seconds((300 + 20 * 120) / (0 + 20)) });
});

test('the deepest the queue was, and the most served at once (M-20)', () => {
  const floor = waits();
  // a to f at once; then never more than these. a and b are still with their agents.
  expectNumbers(floor, { queue: 'line' }, { peakWaiting: 6, peakServing: 2 });
  // After 0:30: from then on d and e wait; e leaves at 0:40, d at 0:50, g comes at 0:55.
  expectNumbers(floor, { window: lastMinutes(1.5) }, { peakWaiting: 2, peakServing: 2 });
});
