import { describe, test } from 'vitest';
import { expectNumbers, lastMinutes } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/** A contact that is answered at once and is over at `endedAt`. */
function served(floor: Scenario, contact: string, endedAt: string, more: object = {}): void {
  floor.say('0:00', 'contact.queued', { contact, queue: 'line', ...more });
  floor.say('0:00', 'contact.answered', { contact, agent: 'ann' });
  floor.say(endedAt, 'contact.ended', { contact });
}

describe('what customers say', () => {
  /** Five conversations are over, a sixth runs; four customers gave a mark. */
  function marks(): Scenario {
    const floor = scenario();
    for (const contact of ['a', 'b', 'c', 'd', 'e']) served(floor, contact, '1:00');
    floor.say('1:10', 'contact.queued', { contact: 'f', queue: 'line' });
    floor.say('1:15', 'contact.answered', { contact: 'f', agent: 'ann' });
    floor.say('2:00', 'contact.rated', { contact: 'a', score: 5, scale: 5 });
    floor.say('2:00', 'contact.rated', { contact: 'b', score: 4, scale: 5 });
    floor.say('2:00', 'contact.rated', { contact: 'c', score: 3, scale: 5 });
    floor.say('5:00', 'contact.rated', { contact: 'd', score: 8, scale: 10 });
    return floor;
  }

  test('4 and 5 of 5 are satisfied, and so are 8 of 10; read with how many said anything (M-11)', () => {
    expectNumbers(
      marks(),
      { queue: 'line' },
      {
        satisfactionRatio: 3 / 4, // a, b, d
        rated: 4,
        ratingResponseRatio: 4 / 6, // of a to f
      },
    );
  });

  test('a mark counts in the minute in which it is given', () => {
    expectNumbers(
      marks(),
      // After 3:00, up to 5:00.
      { queue: 'line', window: lastMinutes(2) },
      { satisfactionRatio: 1 / 1, rated: 1 },
    );
  });

  test('nobody has said anything: no number', () => {
    const floor = scenario();
    served(floor, 'a', '1:00');
    expectNumbers(floor, {}, { satisfactionRatio: null, rated: 0, ratingResponseRatio: 0 });
  });

  test('a mark goes to the last agent who had the customer', () => {
    const floor = scenario();
    const { say } = floor;
    say('0:00', 'contact.queued', { contact: 'a', queue: 'line' });
    say('0:05', 'contact.answered', { contact: 'a', agent: 'ann' });
    say('1:00', 'contact.transferred', { contact: 'a', toQueue: 'experts' });
    say('1:05', 'contact.answered', { contact: 'a', agent: 'eve' });
    say('2:00', 'contact.ended', { contact: 'a' });
    say('2:10', 'contact.rated', { contact: 'a', score: 1, scale: 5 });
    expectNumbers(floor, { queue: 'line' }, { satisfactionRatio: null });
    expectNumbers(floor, { queue: 'experts' }, { satisfactionRatio: 0 });
  });
});

describe('solved at the first contact (M-22)', () => {
  test('back about the same is a return, back about something else is none', () => {
    const floor = scenario();
    served(floor, 'anna 1', '1:00', { customer: 'anna', topic: 'bill' });
    served(floor, 'ben 1', '1:00', { customer: 'ben', topic: 'bill' });
    served(floor, 'nobody we know', '1:00');
    floor.say('5:00', 'contact.queued', {
      contact: 'anna 2',
      queue: 'line',
      customer: 'anna',
      topic: 'bill',
    });
    floor.say('5:00', 'contact.queued', {
      contact: 'ben 2',
      queue: 'line',
      customer: 'ben',
      topic: 'address',
    });
    // Three are over; of two we know the customer. Anna is back about her bill.
    expectNumbers(floor, { queue: 'line' }, { firstContactResolutionRatio: 1 / 2 });
    // Both second contacts are answered and over, too: of four, all but Anna's first.
    for (const contact of ['anna 2', 'ben 2']) {
      floor.say('5:10', 'contact.answered', { contact, agent: 'ann' });
      floor.say('6:00', 'contact.ended', { contact });
    }
    expectNumbers(floor, { queue: 'line' }, { firstContactResolutionRatio: 3 / 4 });
  });

  test('the number can fall when a customer comes back: it is provisional', () => {
    const floor = scenario();
    served(floor, 'anna 1', '1:00', { customer: 'anna' });
    expectNumbers(floor, {}, { firstContactResolutionRatio: 1 / 1 });
    floor.say('2:00', 'contact.queued', { contact: 'anna 2', queue: 'line', customer: 'anna' });
    expectNumbers(floor, {}, { firstContactResolutionRatio: 0 });
  });

  test.each([
    { secondsAgo: 604_800, back: 'after exactly seven days', solved: 0 },
    { secondsAgo: 604_801, back: 'a second later', solved: 1 },
  ])('back $back: $solved of 1 solved', ({ secondsAgo, solved }) => {
    const floor = scenario();
    const customer = 'anna';
    const toldNow = { toldAt: '0:00' };
    const first = { contact: '1', queue: 'line', customer };
    floor.say(`-${secondsAgo}`, 'contact.queued', first, toldNow);
    floor.say('-167:00:00', 'contact.abandoned', { contact: '1' }, toldNow);
    floor.say('0:00', 'contact.queued', { contact: '2', queue: 'line', customer });
    const window = lastMinutes(200 * 60);
    expectNumbers(floor, { window }, { firstContactResolutionRatio: solved / 1 });
  });

  test('two numbers that look the same once they are masked are two customers', () => {
    const floor = scenario();
    const masked = '•••123';
    served(floor, 'a', '1:00', { customer: masked, customerKey: '1f' });
    served(floor, 'b', '1:00', { customer: masked, customerKey: '2e' });
    floor.say('2:00', 'contact.queued', {
      contact: 'b again',
      queue: 'line',
      customer: masked,
      customerKey: '2e',
    });
    expectNumbers(floor, {}, { firstContactResolutionRatio: 1 / 2 });
  });
});

describe('what checkers and the knowledge base say', () => {
  test('checks are averaged as shares of their own scales', () => {
    const floor = scenario();
    for (const contact of ['a', 'b']) served(floor, contact, '1:00');
    floor.say('2:00', 'quality.scored', { contact: 'a', agent: 'ann', score: 80, scale: 100 });
    floor.say('9:00', 'quality.scored', { contact: 'b', agent: 'ann', score: 9, scale: 10 });
    expectNumbers(floor, {}, { qualityRatio: (0.8 + 0.9) / 2 });
    expectNumbers(floor, { window: lastMinutes(5) }, { qualityRatio: 0.9 });
  });

  test('every search in vain counts, a search without a contact for no queue (M-16)', () => {
    const floor = scenario();
    served(floor, 'a', '1:00');
    floor.say('0:20', 'knowledge.missed', { contact: 'a', agent: 'ann', query: 'a refund' });
    floor.say('0:40', 'knowledge.missed', { contact: 'a', agent: 'ann', query: 'refund by law' });
    floor.say('0:50', 'knowledge.missed', { agent: 'ann', query: 'lunch' });
    expectNumbers(floor, {}, { knowledgeMisses: 2 });
  });

  test('a complaint counts once a contact, however often it is raised and wherever it goes (M-16)', () => {
    const floor = scenario();
    const { say } = floor;
    for (const contact of ['a', 'b', 'c'])
      say('0:00', 'contact.queued', { contact, queue: 'line' });
    say('0:10', 'contact.answered', { contact: 'a', agent: 'ann' });
    say('0:20', 'contact.escalated', { contact: 'a', reason: 'late parcel' });
    say('0:30', 'contact.escalated', { contact: 'a', reason: 'still late' });
    say('1:00', 'contact.transferred', { contact: 'a', toQueue: 'experts' });
    say('1:10', 'contact.escalated', { contact: 'a', to: 'the director' });
    expectNumbers(floor, { queue: 'line' }, { escalated: 1, escalationRatio: 1 / 3 });
    expectNumbers(floor, {}, { escalated: 1, escalationRatio: 1 / 4 });
    // After 0:30, up to 1:30: raised before.
    floor.until('1:30');
    expectNumbers(floor, { window: lastMinutes(1) }, { escalated: 0 });
  });
});
