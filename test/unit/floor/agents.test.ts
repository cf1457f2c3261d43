import { describe, expect, test } from 'vitest';
import { scenario, type Scenario } from '#test/support/scenario.ts';

describe('what an agent does (SPEC A)', () => {
  test('a pause stands until the source ends it, whatever contacts do', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    floor.say('0:10', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:12', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('0:20', 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'lunch' });
    floor.say('0:50', 'contact.ended', { contact: 'c' });
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'paused',
      reason: 'lunch',
      since: floor.instant('0:20'),
    });
    floor.say('30:00', 'agent.stateChanged', { agent: 'ann', state: 'available' });
    expect(floor.view.agent('ann')).toMatchObject({ state: 'available', reason: null });
  });

  test('said available, she talks when a contact is answered', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann' });
    floor.say('0:01', 'agent.stateChanged', { agent: 'ann', state: 'available' });
    floor.say('0:02', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:03', 'contact.answered', { contact: 'c', agent: 'ann' });
    expect(floor.view.agent('ann')!.state).toBe('talking');
  });

  test('a source that says contact states itself is believed', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann' });
    floor.say('0:01', 'agent.stateChanged', { agent: 'ann', state: 'talking' });
    floor.say('0:02', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:03', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('0:09', 'contact.ended', { contact: 'c' });
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'talking',
      since: floor.instant('0:01'),
    });
  });

  test('in several queues is counted once in the total, and not at all once signed out', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['a', 'b'], team: 'early' });
    floor.say('0:00', 'agent.signedIn', { agent: 'bob', queues: ['b'], team: 'early' });
    expect(floor.view.queue('b')!.agents.signedIn).toBe(2);
    expect(floor.view.total({}).agents).toMatchObject({ signedIn: 2, available: 2 });
    expect(floor.view.groups({}, 'team')).toMatchObject([
      { key: 'early', agents: { signedIn: 2 } },
    ]);
    floor.say('1:00', 'agent.leftQueue', { agent: 'bob', queue: 'b' });
    expect(floor.view.queue('b')!.agents.signedIn).toBe(1);
    floor.say('2:00', 'agent.signedOut', { agent: 'ann' });
    expect(floor.view.total({}).agents.signedIn).toBe(1);
    expect(floor.view.agent('ann')).toBeNull();
  });

  test('occupancy is busy over busy and available time; a pause is in neither', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    floor.say('1:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('1:00', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('2:00', 'contact.ended', { contact: 'c' });
    floor.say('2:00', 'contact.wrappedUp', { contact: 'c' });
    floor.say('3:00', 'agent.stateChanged', { agent: 'ann', state: 'paused' });
    floor.until('9:00');
    // Available 2 minutes, talking 1 minute.
    expect(floor.view.agent('ann')!.occupancyRatio).toBeCloseTo(1 / 3, 10);
    expect(floor.view.queue('sales')!.metrics({ kind: 'today' }).occupancyRatio).toBeCloseTo(
      1 / 3,
      10,
    );
  });

  test('an older word told late does not undo a newer one', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann' });
    floor.say('0:20', 'agent.stateChanged', { agent: 'ann', state: 'available' });
    floor.say('0:10', 'agent.stateChanged', { agent: 'ann', state: 'paused' }, { toldAt: '0:30' });
    expect(floor.view.agent('ann')!.state).toBe('available');
  });

  test('an older sign-in told late does not undo what a newer one said', () => {
    const floor = scenario();
    floor.say('5:00', 'agent.signedIn', { agent: 'ann', team: 'late', capacity: { chat: 3 } });
    const older = { agent: 'ann', name: 'Ann', team: 'early', capacity: 1 };
    floor.say('0:00', 'agent.signedIn', older, { toldAt: '6:00' });
    expect(floor.view.agent('ann')).toMatchObject({ name: 'Ann', team: 'late', capacity: 3 });
  });
});

/** Ann answers a call at 1:00, and is signed out when the day is over; what the source says of the call is `told`. */
function dayBefore(told: (floor: Scenario) => void): Scenario {
  const floor = scenario();
  floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
  floor.say('0:50', 'contact.queued', { contact: 'c', queue: 'sales' });
  floor.say('1:00', 'contact.answered', { contact: 'c', agent: 'ann' });
  told(floor);
  floor.say('10:00', 'agent.signedOut', { agent: 'ann' });
  return floor;
}

describe('who signs in again (SPEC A-13)', () => {
  test.each(['9:00', '10:00', '60:00', '90:00'])(
    'is free: her source does not tell the end of the work after a call, over at %s',
    (at) => {
      const floor = dayBefore(({ say }) => say(at, 'contact.ended', { contact: 'c' }));
      floor.say('90:00', 'agent.signedIn', { agent: 'ann' });
      expect(floor.view.agent('ann')).toMatchObject({
        state: 'available',
        since: floor.instant('90:00'),
        contacts: [],
      });
      expect(floor.view.queue('sales')!.agents).toMatchObject({ available: 1 });
      floor.until('99:00');
      const lately = { kind: 'last', lengthMs: 540_000 } as const;
      expect(floor.view.queue('sales')!.metrics(lately).occupancyRatio).toBe(0);
    },
  );

  test('is with the call that went on meanwhile, and has the work after it', () => {
    const floor = dayBefore(() => undefined);
    floor.say('11:00', 'agent.signedIn', { agent: 'ann' });
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'talking',
      since: floor.instant('1:00'),
    });
    floor.say('12:00', 'contact.ended', { contact: 'c' });
    expect(floor.view.agent('ann')!.state).toBe('afterContactWork');
  });

  test('goes on with her work where she was not out: a source lists everybody anew', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    floor.say('0:50', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('1:00', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('2:00', 'contact.ended', { contact: 'c' });
    floor.say('3:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'afterContactWork',
      since: floor.instant('2:00'),
      contacts: [{ id: 'c', state: 'afterContactWork' }],
    });
    floor.say('4:00', 'agent.stateChanged', { agent: 'ann', state: 'available' });
    expect(floor.view.agent('ann')).toMatchObject({ state: 'available', contacts: [] });
  });

  test('was in after-contact work all the same until she signed out, and is free however late it is told', () => {
    const floor = scenario();
    const toldAt = '95:00';
    floor.say('90:00', 'agent.signedIn', { agent: 'ann' });
    floor.say('10:00', 'agent.signedOut', { agent: 'ann' }, { toldAt });
    floor.say('2:00', 'contact.ended', { contact: 'c' }, { toldAt });
    floor.say('1:00', 'contact.answered', { contact: 'c', agent: 'ann' }, { toldAt });
    floor.say('0:50', 'contact.queued', { contact: 'c', queue: 'sales' }, { toldAt });
    floor.until('100:00');
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'available',
      since: floor.instant('90:00'),
      occupancyRatio: 9 / 19,
    });
  });

  test.each([
    ['ended', ({ say }: Scenario) => say('2:00', 'contact.ended', { contact: 'c' })],
    ['never ended', () => undefined],
  ])(
    'is free until her source says otherwise where it says what she does; an old call %s',
    (_, told) => {
      const floor = dayBefore((before) => {
        before.say('1:01', 'agent.stateChanged', { agent: 'ann', state: 'talking' });
        before.say('2:00', 'agent.stateChanged', { agent: 'ann', state: 'available' });
        told(before);
      });
      floor.say('90:00', 'agent.signedIn', { agent: 'ann' });
      expect(floor.view.agent('ann')).toMatchObject({
        state: 'available',
        since: floor.instant('90:00'),
      });
      floor.say('91:00', 'contact.queued', { contact: 'd', queue: 'sales' });
      floor.say('91:01', 'contact.answered', { contact: 'd', agent: 'ann' });
      expect(floor.view.agent('ann')!.state).toBe('available');
      floor.say('91:02', 'agent.stateChanged', { agent: 'ann', state: 'talking' });
      expect(floor.view.agent('ann')!.state).toBe('talking');
    },
  );
});

describe('a source behind the numbers (SPEC S)', () => {
  test('is not Tidewall itself: who posts a notice on a screen is no connection that falls silent', () => {
    const floor = scenario();
    floor.say('0:00', 'notice.posted', { text: 'hi' }, { source: '/tidewall' });
    floor.say('0:00', 'notice.posted', { text: 'ho' }, { source: '/crm' });
    floor.until('20:00');
    expect(floor.view.sources()).toMatchObject([{ id: '/crm', state: 'silent' }]);
  });

  test('that falls silent makes its queues stale, and live again when it speaks', () => {
    const floor = scenario();
    floor.say('0:00', 'source.connected', { source: '/test', kind: 'test', silentAfterMs: 15_000 });
    floor.say('0:01', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.until('0:16');
    expect(floor.view.queue('sales')!.stale).toBe(false);
    floor.until('0:17');
    expect(floor.view.queue('sales')).toMatchObject({
      stale: true,
      staleSince: floor.instant('0:01'),
    });
    expect(floor.view.total({}).stale).toBe(true);
    floor.say('0:18', 'contact.abandoned', { contact: 'c' });
    expect(floor.view.queue('sales')!.stale).toBe(false);
  });

  test('that says it is lost makes them stale at once, with its reason', () => {
    const floor = scenario();
    floor.say('0:01', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('0:02', 'source.lost', { source: '/test', reason: 'no answer' });
    expect(floor.view.queue('sales')!.stale).toBe(true);
    expect(floor.view.sources()).toMatchObject([{ state: 'lost', reason: 'no answer' }]);
    floor.say('0:09', 'source.resynced', { source: '/test' });
    expect(floor.view.queue('sales')!.stale).toBe(false);
  });
});
