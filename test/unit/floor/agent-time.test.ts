import { describe, expect, test } from 'vitest';
import { scenario, START_AT, type SayOptions, type Scenario } from '#test/support/scenario.ts';

/** One call from 1:00 to 4:00, at an agent who is there from 0:00. */
function oneCall(meanwhile: (floor: Scenario) => void): Scenario {
  const floor = scenario();
  floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
  floor.say('1:00', 'contact.queued', { contact: 'c1', queue: 'sales' });
  floor.say('1:00.001', 'contact.answered', { contact: 'c1', agent: 'ann' });
  meanwhile(floor);
  floor.say('4:00', 'contact.ended', { contact: 'c1' });
  floor.say('4:00.001', 'contact.wrappedUp', { contact: 'c1' });
  floor.until('6:00');
  return floor;
}

describe("an agent's time", () => {
  test('a pause in the middle of a talk has been, though the talk goes on after it', () => {
    const floor = oneCall(({ say }) => {
      say('2:00', 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'lunch' });
      say('3:00', 'agent.stateChanged', { agent: 'ann', state: 'available' });
    });
    // Busy 1 to 2 and 3 to 4, ready before 1 and after 4: two minutes of five.
    expect(floor.view.agent('ann')!.occupancyRatio).toBeCloseTo(2 / 5, 4);
  });

  test('who was signed out in the middle of a talk was not there meanwhile', () => {
    const floor = oneCall(({ say }) => {
      say('2:00', 'agent.signedOut', { agent: 'ann' });
      say('3:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    });
    expect(floor.view.agent('ann')!.occupancyRatio).toBeCloseTo(2 / 5, 4);
  });

  test('A-11: a pause told an hour late has been, though the talk around it was told in time', () => {
    const inTime = oneCall(pause({}));
    const late = oneCall(() => undefined);
    pause({ toldAt: '60:00' })(late);
    inTime.until('60:00');
    expect(late.view.agent('ann')!.occupancyRatio).toBe(inTime.view.agent('ann')!.occupancyRatio);
    expect(segmentsOf(late, 'ann')).toEqual([
      ['available', '0:00'],
      ['talking', '1:00.001'],
      ['paused', '2:00'],
      ['talking', '3:00'],
      ['afterContactWork', '4:00'],
      ['available', '4:00.001'],
    ]);
  });

  test('A-11: a call told after the day went on takes its place in it', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    floor.say('10:00', 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'lunch' });
    const toldAt = '20:00';
    floor.say('3:00', 'contact.ended', { contact: 'c1' }, { toldAt });
    floor.say('1:00', 'contact.queued', { contact: 'c1', queue: 'sales' }, { toldAt });
    floor.say('2:00', 'contact.answered', { contact: 'c1', agent: 'ann' }, { toldAt });
    floor.say('4:00', 'contact.wrappedUp', { contact: 'c1' }, { toldAt });
    expect(segmentsOf(floor, 'ann')).toEqual([
      ['available', '0:00'],
      ['talking', '2:00'],
      ['afterContactWork', '3:00'],
      ['available', '4:00'],
      ['paused', '10:00'],
    ]);
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'paused',
      since: floor.instant('10:00'),
      answeredToday: 1,
      occupancyRatio: 2 / 10,
    });
  });

  test('A-11: who talks to one while another holds talks; on hold again, not from the past', () => {
    const floor = scenario();
    for (const contact of ['c1', 'c2']) {
      floor.say('0:00', 'contact.queued', { contact, queue: 'chat', channel: 'chat' });
      floor.say('1:00', 'contact.answered', { contact, agent: 'ann' });
    }
    floor.say('2:00', 'contact.held', { contact: 'c1' });
    floor.say('5:00', 'contact.ended', { contact: 'c2' });
    expect(segmentsOf(floor, 'ann')).toEqual([
      ['talking', '1:00'],
      ['holding', '5:00'],
    ]);
    expect(floor.view.agent('ann')).toMatchObject({
      state: 'holding',
      since: floor.instant('2:00'),
    });
  });

  test('A-12: a call that two agents had is the work of each for its own part', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    floor.say('0:00', 'agent.signedIn', { agent: 'bob', queues: ['sales'] });
    floor.say('0:00', 'contact.queued', { contact: 'c1', queue: 'sales' });
    floor.say('1:00', 'contact.answered', { contact: 'c1', agent: 'ann' });
    floor.say('3:00', 'contact.answered', { contact: 'c1', agent: 'bob' });
    expect(floor.view.agent('ann')).toMatchObject({ state: 'available', contacts: [] });
    expect(floor.view.agent('bob')!.contacts).toMatchObject([
      { id: 'c1', state: 'talking', since: floor.instant('3:00') },
    ]);
    floor.say('4:00', 'contact.ended', { contact: 'c1' });
    floor.say('5:00', 'contact.wrappedUp', { contact: 'c1' });
    floor.until('10:00');
    expect(segmentsOf(floor, 'ann')).toEqual([
      ['available', '0:00'],
      ['talking', '1:00'],
      ['available', '3:00'],
    ]);
    expect(floor.view.agent('ann')).toMatchObject({ answeredToday: 1, occupancyRatio: 2 / 10 });
    expect(floor.view.agent('bob')).toMatchObject({ answeredToday: 1, occupancyRatio: 2 / 10 });
    expect(floor.view.queue('sales')!.metrics({ kind: 'today' })).toMatchObject({
      answered: 1,
      handled: 1,
      utilisationRatio: 4 / 20,
    });
  });

  test('E-5: who logs out and in within one second is there, whichever is told first', () => {
    for (const order of [
      ['agent.signedOut', 'agent.signedIn'],
      ['agent.signedIn', 'agent.signedOut'],
    ]) {
      const floor = scenario();
      floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
      for (const type of order) floor.say('5:00', type, { agent: 'ann' });
      expect(floor.view.agent('ann')).toMatchObject({
        state: 'available',
        since: floor.instant('5:00'),
      });
    }
  });

  test('E-5: a state follows the one before it: a break of less than a second ends as it began', () => {
    for (const [before, ...order] of [
      ['available', 'paused', 'available'],
      ['available', 'available', 'paused'],
      ['paused', 'available', 'paused'],
      ['paused', 'paused', 'available'],
    ]) {
      const floor = scenario();
      floor.say('0:00', 'agent.stateChanged', { agent: 'ann', state: before });
      for (const state of order) floor.say('5:00', 'agent.stateChanged', { agent: 'ann', state });
      expect(floor.view.agent('ann')).toMatchObject({ state: before });
    }
  });

  test('E-5: an older list of queues told late does not bring back what a newer one left out', () => {
    const floor = scenario();
    floor.say('5:00', 'agent.signedIn', { agent: 'ann', queues: ['mail'] });
    floor.say('1:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] }, { toldAt: '6:00' });
    expect(floor.view.agent('ann')!.queues).toEqual(['mail']);
    expect(floor.view.queue('sales')!.agents.signedIn).toBe(0);
  });

  test('of days that are no longer kept, what matters for today stays', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', name: 'Ann', queues: ['sales'] });
    floor.say('10:00', 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'ill' });
    floor.until(`${60 * 60}:00`);
    const { words, segments } = floor.world.state.floor.agents.get('ann')!;
    expect([words.length, segments.length]).toEqual([0, 1]);
    expect(floor.view.agent('ann')).toMatchObject({
      name: 'Ann',
      queues: ['sales'],
      state: 'paused',
      reason: 'ill',
      since: floor.instant('10:00'),
    });
    const last = `${60 * 60 - 30}:00`;
    floor.say(last, 'agent.stateChanged', { agent: 'ann', state: 'available' });
    expect(floor.view.agent('ann')!.since).toBe(floor.instant(last));
  });
});

function pause(options: SayOptions): (floor: Scenario) => void {
  return ({ say }) => {
    say('2:00', 'agent.stateChanged', { agent: 'ann', state: 'paused' }, options);
    say('3:00', 'agent.stateChanged', { agent: 'ann', state: 'available' }, options);
  };
}

/** What the agent did, and from when on, as the score says it. */
function segmentsOf({ world }: Scenario, agent: string): [string, string][] {
  return world.state.floor.agents.get(agent)!.segments.map(({ state, from }) => {
    const ms = from - START_AT;
    const seconds = `${Math.floor(ms / 1000) % 60}`.padStart(2, '0');
    const rest = ms % 1000 === 0 ? '' : `.${`${ms % 1000}`.padStart(3, '0')}`;
    return [state, `${Math.floor(ms / 60_000)}:${seconds}${rest}`];
  });
}
