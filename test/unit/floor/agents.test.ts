import { describe, expect, test } from 'vitest';
import { scenario } from '#test/support/scenario.ts';

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

describe('a source behind the numbers (SPEC S)', () => {
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
