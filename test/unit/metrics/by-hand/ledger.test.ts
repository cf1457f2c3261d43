import { expect, test } from 'vitest';
import { expectNumbers, lastMinutes, seconds } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/*
 * Three customers go through two queues:
 *
 *   a  front 15 s ─> expert 10 s, answered        (25 s in all)
 *   b  front answered after 5 s ─> expert answered after 8 s ─> front again, waits
 *   c  front, rings in vain, rings again, answered after 12 s
 */
function frontAndExpert(): Scenario {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'contact.queued', { contact: 'a', queue: 'front' });
  say('0:15', 'contact.transferred', { contact: 'a', toQueue: 'expert' });
  say('0:25', 'contact.answered', { contact: 'a', agent: 'eve' });
  say('1:00', 'contact.queued', { contact: 'b', queue: 'front' });
  say('1:05', 'contact.answered', { contact: 'b', agent: 'ann' });
  say('2:00', 'contact.transferred', { contact: 'b', toQueue: 'expert' });
  say('2:08', 'contact.answered', { contact: 'b', agent: 'eve' });
  say('3:00', 'contact.queued', { contact: 'c', queue: 'front' });
  say('3:02', 'contact.presented', { contact: 'c', agent: 'ann' });
  say('3:07', 'contact.unanswered', { contact: 'c', agent: 'ann' });
  // The telephone system queues it again: it has never left, and its clock goes on.
  say('3:07', 'contact.queued', { contact: 'c', queue: 'front' });
  say('3:12', 'contact.answered', { contact: 'c', agent: 'bob' });
  say('3:50', 'contact.transferred', { contact: 'b', toQueue: 'front' });
  floor.until('4:00');
  return floor;
}

test('entries of a queue = customers who came here first + from other queues + back again (M-14)', () => {
  const floor = frontAndExpert();
  expectNumbers(
    floor,
    { queue: 'front' },
    {
      contactsOffered: 3, // a, b, c
      transferredIn: 0,
      requeued: 1, // b
      offered: 3 + 0 + 1,
      entriesPerContact: 4 / 3,
    },
  );
  expectNumbers(
    floor,
    { queue: 'expert' },
    { contactsOffered: 0, transferredIn: 2, requeued: 0, offered: 2, entriesPerContact: null },
  );
  // On the whole floor: six entries of three customers.
  expectNumbers(
    floor,
    {},
    { contactsOffered: 3, transferredIn: 2, requeued: 1, offered: 6, entriesPerContact: 6 / 3 },
  );
});

test('a customer who is answered twice is one contact answered, and an answer in each queue', () => {
  const floor = frontAndExpert();
  expectNumbers(floor, { queue: 'front' }, { answered: 2 }); // b, c
  expectNumbers(floor, { queue: 'expert' }, { answered: 2 }); // a, b
  // Counted where they came in: all three at the front.
  expectNumbers(floor, { queue: 'front' }, { contactsAnswered: 3 });
  expectNumbers(floor, { queue: 'expert' }, { contactsAnswered: 0 });
  expectNumbers(floor, {}, { answered: 4, contactsAnswered: 3 });
});

test('the customer’s own clock runs over both queues: good for each is late for a (M-14)', () => {
  const floor = frontAndExpert();
  // Each queue on its own clock, 20 s: front b 5 s and c 12 s, and a left before 20 s: no event.
  expectNumbers(floor, { queue: 'front' }, { serviceLevelRatio: 2 / 2 });
  // Expert a 10 s and b 8 s.
  expectNumbers(floor, { queue: 'expert' }, { serviceLevelRatio: 2 / 2 });
  // On the customer's clock a waited 25 s, b 5 s, c 12 s.
  expectNumbers(
    floor,
    {},
    {
      contactServiceLevelRatio: 2 / 3,
      averageContactWaitMs: seconds((25 + 5 + 12) / 3),
      averageSpeedOfAnswerMs: seconds((10 + 5 + 8 + 12) / 4),
    },
  );
});

test('who gives up in the second queue has waited in both', () => {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'contact.queued', { contact: 'quick', queue: 'front' });
  say('0:10', 'contact.transferred', { contact: 'quick', toQueue: 'expert' });
  // 4 s after it came to the experts, 14 s after it came at all: short there, not short for the customer.
  say('0:14', 'contact.abandoned', { contact: 'quick' });
  expectNumbers(floor, { queue: 'expert' }, { shortAbandoned: 1, serviceLevelRatio: null });
  expectNumbers(floor, {}, { contactServiceLevelRatio: 0 });
});

test('a customer who is passed to an agent in person is that agent’s, and no queue’s (C-14)', () => {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'contact.queued', { contact: 'a', queue: 'front' });
  say('0:05', 'contact.answered', { contact: 'a', agent: 'ann' });
  say('1:00', 'contact.transferred', { contact: 'a', toAgent: 'eve' });
  say('1:08', 'contact.answered', { contact: 'a', agent: 'eve' });
  // What the customer says of it all still belongs to the queue.
  say('2:00', 'contact.ended', { contact: 'a', by: 'customer' });
  say('2:10', 'contact.rated', { contact: 'a', score: 5, scale: 5 });
  say('2:20', 'contact.escalated', { contact: 'a' });
  expectNumbers(
    floor,
    {},
    { offered: 1, answered: 1, transferredAfterAnswer: 1, rated: 1, escalated: 1 },
  );
  expect(floor.view.agent('eve')!.answeredToday).toBe(1);
});

test('a team’s numbers are of the contacts that its agents took, in whichever queue', () => {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'agent.signedIn', { agent: 'ann', team: 'blue', queues: ['front'] });
  say('0:00', 'agent.signedIn', { agent: 'eve', team: 'red', queues: ['front'] });
  for (const contact of ['a', 'b', 'c']) say('0:00', 'contact.queued', { contact, queue: 'front' });
  say('0:04', 'contact.answered', { contact: 'a', agent: 'ann' });
  say('0:08', 'contact.answered', { contact: 'b', agent: 'ann' });
  say('0:30', 'contact.answered', { contact: 'c', agent: 'eve' });
  say('1:04', 'contact.ended', { contact: 'a' });
  say('1:30', 'contact.ended', { contact: 'c' });
  const numbers = floor.view.groups({}, 'team').map((team) => {
    const values = team.metrics({ kind: 'today' });
    const { answered, averageSpeedOfAnswerMs, averageTalkTimeMs } = values;
    return { team: team.key, answered, averageSpeedOfAnswerMs, averageTalkTimeMs };
  });
  expect(numbers).toEqual([
    {
      team: 'blue',
      answered: 2,
      averageSpeedOfAnswerMs: seconds((4 + 8) / 2),
      averageTalkTimeMs: seconds(60), // b still talks
    },
    {
      team: 'red',
      answered: 1,
      averageSpeedOfAnswerMs: seconds(30),
      averageTalkTimeMs: seconds(60),
    },
  ]);
});

test('what happened a while ago is out of the last minute, and of today all the same', () => {
  const floor = frontAndExpert();
  // After 3:00, up to 4:00: c answered; b back at the front. c came at 3:00 sharp, a moment too early.
  expectNumbers(
    floor,
    { window: lastMinutes(1) },
    {
      offered: 1,
      contactsOffered: 0,
      requeued: 1,
      answered: 1,
      contactsAnswered: 1,
      entriesPerContact: null,
      averageContactWaitMs: seconds(12),
    },
  );
});
