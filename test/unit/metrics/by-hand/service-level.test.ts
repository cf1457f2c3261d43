import { describe, expect, test } from 'vitest';
import { expectNumbers, lastMinutes, serviceLevelOf, TODAY } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/** How many customers leave the line at one instant, in which way. */
interface Leaving {
  readonly count: number;
  readonly at: string;
  readonly type: 'contact.answered' | 'contact.abandoned' | 'contact.overflowed' | 'contact.ended';
  readonly data?: Record<string, unknown>;
}

/** Cisco's example: of 100 customers 70 answered in time and 14 late; 10 gave up in time and 6 late. */
const HUNDRED: readonly Leaving[] = [
  { count: 70, at: '0:10', type: 'contact.answered' },
  { count: 10, at: '0:15', type: 'contact.abandoned' },
  { count: 14, at: '0:30', type: 'contact.answered' },
  { count: 6, at: '0:40', type: 'contact.abandoned' },
];

/** All come at nine sharp, the threshold is 20 s, and leave as said. */
function line(...leaving: readonly Leaving[]): Scenario {
  const floor = scenario();
  const inOrder = [...leaving].sort((a, b) => (a.at < b.at ? -1 : 1));
  inOrder.forEach(({ count }, group) => {
    for (let each = 0; each < count; each += 1)
      floor.say('0:00', 'contact.queued', { contact: `${group}/${each}`, queue: 'line' });
  });
  inOrder.forEach(({ count, at, type, data }, group) => {
    for (let each = 0; each < count; each += 1)
      floor.say(at, type, { contact: `${group}/${each}`, ...data });
  });
  floor.until('1:00');
  return floor;
}

describe('one hour, seven service levels (metrics.md 2.2)', () => {
  test('100 customers: 70 % to 83.3 %, by what is made of those who give up', () => {
    const floor = line(...HUNDRED);
    expectNumbers(
      floor,
      { queue: 'line' },
      {
        answeredWithinThreshold: 70, // A<=
        abandonedWithinThreshold: 10, // B<=
        pastThreshold: 14 + 6, // L>
        serviceLevelRatio: 70 / (70 + 10 + 20), // neg, the default
      },
    );
    expect(serviceLevelOf(floor, 'neg')).toBe(70 / 100);
    expect(serviceLevelOf(floor, 'pos')).toBe((70 + 10) / 100);
    expect(serviceLevelOf(floor, 'ign')).toBe(70 / (70 + 20));
    expect(serviceLevelOf(floor, 'answered')).toBe(70 / (70 + 14));
    expect(serviceLevelOf(floor, 'genesys')).toBe(70 / (84 + 16));
  });

  test('3 overflow and 2 find the line cut: only Avaya’s counts them, 66.7 %', () => {
    const floor = line(
      ...HUNDRED,
      { count: 3, at: '0:08', type: 'contact.overflowed', data: { reason: 'full' } },
      { count: 2, at: '0:09', type: 'contact.ended', data: { by: 'system' } },
    );
    expect(serviceLevelOf(floor, 'avayaVdn')).toBe(70 / (84 + 16 + 3 + 2));
    expect(serviceLevelOf(floor, 'neg')).toBe(70 / 100);
    expect(serviceLevelOf(floor, 'genesys')).toBe(70 / 100);
  });

  test('3 more take a call-back in time: a success for Amazon, 80.6 %, and no event for the others', () => {
    const floor = line(...HUNDRED, {
      count: 3,
      at: '0:12',
      type: 'contact.overflowed',
      data: { reason: 'callback' },
    });
    expect(serviceLevelOf(floor, 'amazonSlx')).toBe((70 + 10 + 3) / 103);
    expect(serviceLevelOf(floor, 'neg')).toBe(70 / 100);
    expectNumbers(floor, { queue: 'line' }, { callbacksTaken: 3, abandoned: 16 });
  });

  test('4 of those who give up do so within 5 s: they are out before any formula (rule 8)', () => {
    const floor = line(
      { count: 70, at: '0:10', type: 'contact.answered' },
      { count: 4, at: '0:04', type: 'contact.abandoned' },
      { count: 6, at: '0:15', type: 'contact.abandoned' },
      { count: 14, at: '0:30', type: 'contact.answered' },
      { count: 6, at: '0:40', type: 'contact.abandoned' },
    );
    expectNumbers(
      floor,
      { queue: 'line' },
      { offered: 100, shortAbandoned: 4, abandoned: 12, abandonedWithinThreshold: 6 },
    );
    expect(serviceLevelOf(floor, 'genesys')).toBe(70 / 96);
    expect(serviceLevelOf(floor, 'neg')).toBe(70 / (70 + 6 + 20));
    expect(serviceLevelOf(floor, 'amazonSlx')).toBe((70 + 6) / 96);
  });

  test('Genesys and Amazon wait until it is over; ours does not (rule 2)', () => {
    const floor = line({ count: 3, at: '0:10', type: 'contact.answered' });
    floor.say('1:00', 'contact.queued', { contact: 'waits', queue: 'line' });
    floor.until('1:30');
    // 30 s without an answer: failed, though it still waits.
    expect(serviceLevelOf(floor, 'neg')).toBe(3 / (3 + 1));
    expect(serviceLevelOf(floor, 'pos')).toBe(3 / 4);
    expect(serviceLevelOf(floor, 'ign')).toBe(3 / 4);
    // These stay green while a queue burns.
    expect(serviceLevelOf(floor, 'answered')).toBe(3 / 3);
    expect(serviceLevelOf(floor, 'genesys')).toBe(3 / 3);
    expect(serviceLevelOf(floor, 'avayaVdn')).toBe(3 / 3);
  });
});

describe('the service-level event (rules 1 to 7, 9)', () => {
  function waiting(): Scenario {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'line' });
    return floor;
  }

  test('exactly 20 s is in time, a millisecond more is late (rule 3)', () => {
    const inTime = waiting();
    inTime.say('0:20', 'contact.answered', { contact: 'a' });
    expectNumbers(inTime, {}, { answeredWithinThreshold: 1, pastThreshold: 0 });
    const late = waiting();
    late.say('0:20.001', 'contact.answered', { contact: 'a' });
    expectNumbers(late, {}, { answeredWithinThreshold: 0, pastThreshold: 1 });
  });

  test('who waits 20 s is undecided, a millisecond later has failed, and that is final (rules 1, 2)', () => {
    const floor = waiting();
    floor.until('0:20');
    expectNumbers(floor, {}, { pastThreshold: 0, undecided: 1, serviceLevelRatio: null });
    floor.until('0:20.001');
    expectNumbers(floor, {}, { pastThreshold: 1, undecided: 1, serviceLevelRatio: 0 });
    floor.say('0:50', 'contact.answered', { contact: 'a' });
    expectNumbers(floor, {}, { pastThreshold: 1, undecided: 0, serviceLevelRatio: 0 });
  });

  test('ringing is waiting (rule 5): 15 s in the queue and 10 s of ringing are too late', () => {
    const floor = waiting();
    floor.say('0:15', 'contact.presented', { contact: 'a', agent: 'ann' });
    floor.say('0:25', 'contact.answered', { contact: 'a', agent: 'ann' });
    expectNumbers(floor, {}, { pastThreshold: 1, serviceLevelRatio: 0 });
  });

  test('nothing counted is no number, neither 0 % nor 100 % (rule 6)', () => {
    const floor = waiting();
    floor.until('0:05');
    for (const variant of ['neg', 'pos', 'ign', 'answered', 'genesys', 'avayaVdn'] as const)
      expect(serviceLevelOf(floor, variant), variant).toBeNull();
  });

  test('queues are added up, each by its own target: 4 of 6, not the mean of 100 % and 50 % (rule 7)', () => {
    const floor = scenario();
    const { say } = floor;
    say('0:00', 'queue.defined', { queue: 'phone', thresholdMs: 20_000 });
    say('0:00', 'queue.defined', { queue: 'chat', thresholdMs: 60_000 });
    for (const contact of ['p1', 'p2', 'p3', 'p4'])
      say('0:00', 'contact.queued', { contact, queue: 'phone' });
    for (const contact of ['c1', 'c2']) say('0:00', 'contact.queued', { contact, queue: 'chat' });
    say('0:10', 'contact.answered', { contact: 'p1' });
    say('0:10', 'contact.answered', { contact: 'p2' });
    say('0:30', 'contact.answered', { contact: 'p3' }); // late for the phone …
    say('0:30', 'contact.answered', { contact: 'p4' });
    say('0:30', 'contact.answered', { contact: 'c1' }); // … in time for the chat
    say('0:30', 'contact.answered', { contact: 'c2' });
    expectNumbers(floor, { queue: 'phone' }, { serviceLevelRatio: 2 / 4 });
    expectNumbers(floor, { queue: 'chat' }, { serviceLevelRatio: 2 / 2 });
    expectNumbers(floor, {}, { serviceLevelRatio: (2 + 2) / (4 + 2) });
  });

  test('who overflows in time is the other queue’s; who overflows late has failed here (rule 9)', () => {
    const floor = scenario();
    const { say } = floor;
    say('0:00', 'contact.queued', { contact: 'early', queue: 'line' });
    say('0:00', 'contact.queued', { contact: 'late', queue: 'line' });
    say('0:10', 'contact.overflowed', { contact: 'early', toQueue: 'spare' });
    say('0:18', 'contact.answered', { contact: 'early' });
    say('0:30', 'contact.overflowed', { contact: 'late', toQueue: 'spare' });
    say('0:32', 'contact.answered', { contact: 'late' });
    expectNumbers(floor, { queue: 'line' }, { overflowed: 2, pastThreshold: 1 });
    expectNumbers(floor, { queue: 'line' }, { serviceLevelRatio: 0 });
    // On the clock of the spare queue: 8 s and 2 s.
    expectNumbers(floor, { queue: 'spare' }, { serviceLevelRatio: 2 / 2 });
  });

  test('whom it leaves out is shown, with why: short abandons, overflows, who is not late yet', () => {
    const floor = line(
      { count: 5, at: '0:10', type: 'contact.answered' },
      { count: 2, at: '0:04', type: 'contact.abandoned' },
      { count: 3, at: '0:12', type: 'contact.overflowed', data: { reason: 'callback' } },
    );
    floor.say('1:00', 'contact.queued', { contact: 'waits', queue: 'line' });
    floor.until('1:10');
    const asked = { metric: 'serviceLevelRatio', variant: null } as const;
    const explained = floor.view.explain({ scope: {}, window: TODAY, asked });
    expect(explained.excluded).toEqual([
      { reason: 'overflowed', count: 3 },
      { reason: 'shortAbandoned', count: 2 },
      { reason: 'waiting', count: 1 },
    ]);
    // 5 in it and 6 left out are the 11 that came.
    expect(explained).toMatchObject({ numeratorCount: 5, denominatorCount: 5, sample: 5 });
  });

  test('a queue that is told its own variant shows it, also in the sum', () => {
    const floor = line(...HUNDRED);
    floor.say('1:00', 'queue.defined', { queue: 'line', serviceLevelVariant: 'ign' });
    expectNumbers(floor, { queue: 'line' }, { serviceLevelRatio: 70 / 90 });
    expectNumbers(floor, {}, { serviceLevelRatio: 70 / 90 });
  });

  test('counts in the last minute when it is decided: at 20 s, not at the late answer', () => {
    const floor = waiting();
    floor.say('1:10', 'contact.answered', { contact: 'a' });
    floor.until('1:15');
    // After 0:15, up to 1:15: it failed at 0:20.
    expectNumbers(floor, { window: lastMinutes(1) }, { pastThreshold: 1, serviceLevelRatio: 0 });
    floor.until('1:30');
    // After 0:30: answered in this minute, decided before it.
    expectNumbers(
      floor,
      { window: lastMinutes(1) },
      { answered: 1, pastThreshold: 0, serviceLevelRatio: null },
    );
    expectNumbers(floor, {}, { answered: 1, pastThreshold: 1, serviceLevelRatio: 0 });
  });
});
