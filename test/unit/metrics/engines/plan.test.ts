import { describe, expect, test } from 'vitest';
import { agentMetric } from '#server/metrics/agent-metric.ts';
import { askedFloor, type AskedFloor } from '#test/support/asked-floor.ts';

function publish(
  floor: AskedFloor,
  agent: string,
  shifts: readonly (readonly [from: string, to: string, activity?: string])[],
): void {
  const iso = (at: string): string => new Date(floor.instant(at)).toISOString();
  floor.say('0:00', 'schedule.published', {
    agent,
    shifts: shifts.map(([from, to, activity]) => ({ start: iso(from), end: iso(to), activity })),
  });
}

/** Half an hour of work from 9:00, with a break from 9:10 to 9:20. */
function halfAnHour(): AskedFloor {
  const floor = askedFloor();
  publish(floor, 'ann', [
    ['0:00', '30:00'],
    ['10:00', '20:00', 'break'],
  ]);
  return floor;
}

describe('agents against their plan (SPEC A-9)', () => {
  test('minute by minute, with two minutes of grace at each change', () => {
    const floor = halfAnHour();
    // 9:02 is out of plan; 9:00 and 9:01 are grace.
    floor.say('3:00', 'agent.signedIn', { agent: 'ann' });
    floor.say('10:00', 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'break' });
    // Back five minutes late: 9:22, 9:23 and 9:24 are out of plan. Two minutes early at the end is grace.
    floor.say('25:00', 'agent.stateChanged', { agent: 'ann', state: 'available' });
    floor.say('28:00', 'agent.signedOut', { agent: 'ann' });
    floor.until('1:00:00');
    expect(floor.read('adherenceRatio')).toEqual({
      value: 26 / 30,
      numerator: 26 * 60_000,
      denominator: 30 * 60_000,
    });
    // Worked 7 + 3 minutes of 20 planned.
    expect(floor.read('conformanceRatio').value).toBe(0.5);
    expect(floor.shares('conformanceRatio')).toEqual([
      { agent: 'ann', numerator: 600_000, denominator: 1_200_000 },
    ]);
  });

  test('conformance is full where all was worked at the wrong time, and adherence is the grace alone', () => {
    const floor = askedFloor();
    publish(floor, 'ann', [['0:00', '30:00']]);
    floor.say('30:00', 'agent.signedIn', { agent: 'ann' });
    floor.until('1:00:00');
    expect(floor.read('conformanceRatio').value).toBe(1);
    expect(floor.read('adherenceRatio').value).toBe(4 / 30);
  });

  test('who finishes a contact into the break keeps to the plan; who takes a new one does not', () => {
    const floor = halfAnHour();
    const talk = (contact: string, from: string, to: string): void => {
      floor.say(from, 'contact.queued', { contact, queue: 'sales' });
      floor.say(from, 'contact.answered', { contact, agent: 'ann' });
      floor.say(to, 'contact.ended', { contact });
      floor.say(to, 'contact.wrappedUp', { contact });
    };
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
    talk('early', '8:00', '14:30');
    // Available at 9:14:30, with a new contact at 9:15, 9:16 and 9:17; from 9:18 the end of the break fits.
    talk('new', '15:00', '29:00');
    floor.until('30:00');
    expect(floor.read('adherenceRatio').value).toBe(27 / 30);
  });

  test('a minute counts once it has begun, and none of the future', () => {
    const floor = halfAnHour();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann' });
    floor.until('5:00');
    expect(floor.read('adherenceRatio').denominator).toBe(5 * 60_000);
    expect(floor.read('conformanceRatio').denominator).toBe(5 * 60_000);
  });

  test('who is planned and stays away counts as out of plan, once the floor knows the agent', () => {
    const floor = askedFloor();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann' });
    floor.say('0:00', 'agent.signedOut', { agent: 'ann' });
    publish(floor, 'ann', [['0:00', '30:00']]);
    floor.until('20:00');
    expect(floor.read('adherenceRatio').value).toBe(2 / 20);
    expect(floor.read('conformanceRatio').value).toBe(0);
  });

  test('without a plan there is no number, and others are not diluted', () => {
    const floor = halfAnHour();
    floor.say('0:00', 'agent.signedIn', { agent: 'bob' });
    floor.until('10:00');
    expect(floor.read('adherenceRatio').value).toBeNull();
    floor.say('10:00', 'agent.signedIn', { agent: 'ann' });
    floor.until('12:00');
    expect(floor.shares('adherenceRatio').map(({ agent }) => agent)).toEqual(['ann']);
    const bob = floor.state.agents.get('bob')!;
    const today = { kind: 'today' } as const;
    expect(agentMetric(floor.state, bob, 'adherenceRatio', today).value).toBeNull();
  });
});
