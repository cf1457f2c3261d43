import { describe, expect, test } from 'vitest';
import { scenario, type Scenario } from '#test/support/scenario.ts';

const TODAY = { kind: 'today' } as const;

function sales(floor: Scenario) {
  return floor.view.queue('sales')!;
}

describe('a contact on its way through a queue (SPEC C)', () => {
  test('waits, rings, is answered, held, ended and wrapped up', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    expect(sales(floor).waiting).toBe(1);
    expect(sales(floor).longestWaitingSince).toBe(floor.instant('0:00'));
    floor.say('0:05', 'contact.presented', { contact: 'c', agent: 'ann' });
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'ringing',
      since: floor.instant('0:05'),
    });
    expect(sales(floor).waiting).toBe(1);
    floor.say('0:09', 'contact.answered', { contact: 'c', agent: 'ann' });
    expect(sales(floor)).toMatchObject({ waiting: 0, serving: 1, longestWaitingSince: null });
    floor.say('0:30', 'contact.held', { contact: 'c' });
    expect(floor.view.agent('ann')!.state).toBe('holding');
    expect(sales(floor).serving).toBe(1);
    floor.say('0:40', 'contact.resumed', { contact: 'c' });
    floor.say('1:09', 'contact.ended', { contact: 'c', by: 'customer' });
    expect(sales(floor).serving).toBe(0);
    expect(floor.view.agent('ann')!.state).toBe('afterContactWork');
    floor.say('1:19', 'contact.wrappedUp', { contact: 'c' });
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'available',
      since: floor.instant('1:19'),
      answeredToday: 1,
    });
    expect(sales(floor).metrics(TODAY)).toMatchObject({
      offered: 1,
      answered: 1,
      handled: 1,
      answeredWithinThreshold: 1,
      averageSpeedOfAnswerMs: 9_000,
      averageTalkTimeMs: 50_000,
      averageHoldTimeMs: 10_000,
      averageAfterContactWorkMs: 10_000,
      averageHandleTimeMs: 70_000,
      longestWaitMs: 9_000,
      undecided: 0,
    });
  });

  test('that nobody answers in time counts as late at once, while it still waits', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.until('0:20');
    expect(sales(floor).metrics(TODAY).serviceLevelRatio(null)).toBeNull();
    floor.until('0:21');
    expect(sales(floor).metrics(TODAY)).toMatchObject({ pastThreshold: 1, undecided: 1 });
    expect(sales(floor).metrics(TODAY).serviceLevelRatio(null)).toBe(0);
  });

  test('the threshold is inclusive to the millisecond', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'sales' });
    floor.say('0:00', 'contact.queued', { contact: 'b', queue: 'sales' });
    floor.say('0:20', 'contact.answered', { contact: 'a' });
    floor.say('0:20.001', 'contact.answered', { contact: 'b' });
    expect(sales(floor).metrics(TODAY)).toMatchObject({
      answeredWithinThreshold: 1,
      pastThreshold: 1,
    });
  });

  test('that leaves within the short-abandon limit is neither abandoned nor a failure', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'sales' });
    floor.say('0:00', 'contact.queued', { contact: 'b', queue: 'sales' });
    floor.say('0:05', 'contact.abandoned', { contact: 'a' });
    floor.say('0:05.001', 'contact.abandoned', { contact: 'b' });
    expect(sales(floor).metrics(TODAY)).toMatchObject({
      offered: 2,
      shortAbandoned: 1,
      abandoned: 1,
      abandonedWithinThreshold: 1,
      pastThreshold: 0,
    });
  });

  test('not taken by the agent it rang at goes on waiting on its own clock', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:02', 'contact.presented', { contact: 'c', agent: 'ann' });
    floor.say('0:12', 'contact.unanswered', { contact: 'c', agent: 'ann' });
    floor.say('0:12', 'contact.queued', { contact: 'c', queue: 'sales' });
    expect(sales(floor)).toMatchObject({
      waiting: 1,
      longestWaitingSince: floor.instant('0:00'),
    });
    expect(sales(floor).metrics(TODAY).offered).toBe(1);
    expect(floor.view.agent('ann')!.state).toBe('available');
  });

  test('transferred by its agent is offered anew in the other queue, once', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:04', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('1:00', 'contact.transferred', { contact: 'c', toQueue: 'refunds', kind: 'blind' });
    floor.say('1:00.200', 'contact.queued', { contact: 'c', queue: 'refunds' });
    expect(sales(floor).metrics(TODAY)).toMatchObject({
      offered: 1,
      answered: 1,
      transferredOut: 0,
      transferredAfterAnswer: 1,
    });
    const refunds = floor.view.queue('refunds')!;
    expect(refunds).toMatchObject({ waiting: 1, longestWaitingSince: floor.instant('1:00') });
    expect(refunds.metrics(TODAY).offered).toBe(1);
    expect(floor.view.total({}).metrics(TODAY).offered).toBe(2);
  });

  test('keeps its longest wait where a second one as long turns out, late, not to have been', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:30', 'contact.transferred', { contact: 'c', toQueue: 'refunds' });
    floor.say('0:40', 'contact.transferred', { contact: 'c', toQueue: 'sales' });
    floor.say('1:10', 'contact.answered', { contact: 'c', agent: 'ann' });
    expect(sales(floor).metrics(TODAY)).toMatchObject({ offered: 2, longestWaitMs: 30_000 });
    floor.say('0:35', 'contact.abandoned', { contact: 'c' });
    expect(sales(floor).metrics(TODAY)).toMatchObject({ offered: 1, longestWaitMs: 30_000 });
  });

  test("handed to an agent rings there, and is that agent's work once answered", () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:04', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('1:00', 'contact.transferred', { contact: 'c', toAgent: 'bob' });
    expect(floor.view.agent('bob')!.state).toBe('ringing');
    expect(floor.view.agent('ann')!.state).toBe('afterContactWork');
    floor.say('1:05', 'contact.answered', { contact: 'c', agent: 'bob' });
    expect(floor.view.agent('bob')).toMatchObject({
      state: 'talking',
      contacts: [{ id: 'c', state: 'talking' }],
    });
    // It left the queue's handling: nobody waits there, nobody is served there, it was offered once.
    expect(sales(floor)).toMatchObject({ waiting: 0, serving: 0 });
    expect(sales(floor).metrics(TODAY)).toMatchObject({ offered: 1, answered: 1 });
    floor.say('2:00', 'contact.ended', { contact: 'c' });
    floor.say('2:10', 'contact.wrappedUp', { contact: 'c' });
    expect(floor.view.agent('bob')!.state).toBe('available');
  });

  test('moved on unanswered leaves by transfer, or by overflow, and the ledger closes', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'sales' });
    floor.say('0:00', 'contact.queued', { contact: 'b', queue: 'sales' });
    floor.say('0:10', 'contact.transferred', { contact: 'a', toQueue: 'refunds' });
    floor.say('0:30', 'contact.overflowed', { contact: 'b', reason: 'timeout', toQueue: 'spare' });
    const metrics = sales(floor).metrics(TODAY);
    expect(metrics).toMatchObject({
      offered: 2,
      transferredOut: 1,
      overflowed: 1,
      undecided: 0,
      // Rule 9 of the service level: before the threshold it is no event here, after it is late.
      pastThreshold: 1,
    });
    expect(floor.view.queue('spare')!.waiting).toBe(1);
  });

  test('told late is placed by its time', () => {
    const floor = scenario();
    floor.until('5:00');
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' }, { toldAt: '5:00' });
    expect(sales(floor).metrics(TODAY).pastThreshold).toBe(1);
    floor.say('0:10', 'contact.answered', { contact: 'c', agent: 'ann' }, { toldAt: '5:01' });
    expect(sales(floor).metrics(TODAY)).toMatchObject({
      pastThreshold: 0,
      answeredWithinThreshold: 1,
      averageSpeedOfAnswerMs: 10_000,
    });
  });

  test('answered before it was told to be queued is put in order', () => {
    const floor = scenario();
    floor.say('0:07', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' }, { toldAt: '0:08' });
    expect(sales(floor)).toMatchObject({ waiting: 0, serving: 1 });
    expect(floor.view.agent('ann')!.state).toBe('talking');
  });
});

describe('text contacts', () => {
  test('first response and response times look at human replies to customer turns', () => {
    const floor = scenario();
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales', channel: 'chat' });
    floor.say('0:02', 'contact.message', { contact: 'c', from: 'bot' });
    floor.say('0:10', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('0:12', 'contact.message', { contact: 'c', from: 'customer' });
    floor.say('0:20', 'contact.message', { contact: 'c', from: 'customer' });
    floor.say('0:42', 'contact.message', { contact: 'c', from: 'agent' });
    floor.say('1:00', 'contact.message', { contact: 'c', from: 'customer' });
    floor.say('1:10', 'contact.message', { contact: 'c', from: 'agent' });
    floor.say('2:00', 'contact.rated', { contact: 'c', score: 4, scale: 5 });
    expect(sales(floor).metrics(TODAY)).toMatchObject({
      firstResponseTimeMs: 32_000,
      averageResponseTimeMs: 20_000,
      satisfactionRatio: 1,
    });
  });
});
