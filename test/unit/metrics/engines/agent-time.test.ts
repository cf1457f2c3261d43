import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AGENT_STATES } from '#schema/agent-state.ts';
import type { AgentRecord } from '#server/floor/state.ts';
import { agentMetric } from '#server/metrics/agent-metric.ts';
import { timeIn } from '#server/metrics/engines/agent-time.ts';
import { askedFloor, type AskedFloor } from '#test/support/asked-floor.ts';

/** Ann: 2 min available, ringing 1, talking 4, holding 1, talking 2, wrapping up 2, 8 min paused. */
function annsMorning(): AskedFloor {
  const floor = askedFloor();
  floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['sales'] });
  floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
  floor.say('2:00', 'contact.presented', { contact: 'c', agent: 'ann' });
  floor.say('3:00', 'contact.answered', { contact: 'c', agent: 'ann' });
  floor.say('7:00', 'contact.held', { contact: 'c' });
  floor.say('8:00', 'contact.resumed', { contact: 'c' });
  floor.say('10:00', 'contact.ended', { contact: 'c' });
  floor.say('12:00', 'contact.wrappedUp', { contact: 'c' });
  floor.say('12:00', 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'break' });
  floor.until('20:00');
  return floor;
}

describe('how agents spend their time', () => {
  test('occupancy: 10 busy minutes of 12 ready ones, the pause in neither (SPEC A-7)', () => {
    expect(annsMorning().read('occupancyRatio')).toEqual({
      value: 10 / 12,
      numerator: 600_000,
      denominator: 720_000,
    });
  });

  test('utilisation: 9 minutes with the contact of 20 signed in, ringing not among them (SPEC A-8)', () => {
    const floor = annsMorning();
    expect(floor.read('utilisationRatio').value).toBe(9 / 20);
    expect(floor.read('talkUtilisationRatio').value).toBe(7 / 20);
  });

  test('who went home still worked today, in the queue she left', () => {
    const floor = annsMorning();
    floor.say('20:00', 'agent.leftQueue', { agent: 'ann', queue: 'sales' });
    floor.say('20:00', 'agent.signedOut', { agent: 'ann' });
    floor.until('50:00');
    expect(floor.read('utilisationRatio', { queues: ['sales'] }).value).toBe(9 / 20);
    // She left before the last ten minutes began: of them she is no part.
    const last = { kind: 'last', lengthMs: 600_000 } as const;
    expect(floor.read('utilisationRatio', { queues: ['sales'], window: last }).value).toBeNull();
  });

  test('a state is split where the window begins', () => {
    const window = { kind: 'last', lengthMs: 11 * 60_000 } as const;
    // From 9:09: talking 1, wrapping up 2, paused 8.
    expect(annsMorning().read('utilisationRatio', { window }).value).toBe(3 / 11);
  });

  test('nobody there is no number', () => {
    expect(askedFloor().read('occupancyRatio').value).toBeNull();
  });

  test('times are added over agents before they are divided, and each share can be told', () => {
    const floor = annsMorning();
    floor.say('10:00', 'agent.signedIn', { agent: 'bob', queues: ['sales'] });
    floor.until('20:00');
    expect(floor.read('occupancyRatio').value).toBe(10 / 22);
    expect(floor.shares('occupancyRatio')).toEqual([
      { agent: 'ann', numerator: 600_000, denominator: 720_000 },
      { agent: 'bob', numerator: 0, denominator: 600_000 },
    ]);
    const { state } = floor;
    const own = agentMetric(state, state.agents.get('bob')!, 'occupancyRatio', { kind: 'today' });
    expect(own.value).toBe(0);
  });

  test('a metric that is no agent’s own is refused', () => {
    const { state } = annsMorning();
    const ann = state.agents.get('ann')!;
    expect(() => agentMetric(state, ann, 'backlog', { kind: 'today' })).toThrow('backlog');
  });

  test('the times in all states together are the window, whatever the states were', () => {
    const gaps = fc.array(
      fc.record({
        state: fc.constantFrom(...AGENT_STATES),
        lengthMs: fc.integer({ min: 1, max: 9_999 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(gaps, fc.nat(50_000), fc.nat(50_000), (stretches, a, b) => {
        let at = 0;
        const segments = stretches.map(({ state, lengthMs }) => {
          const segment = { state, reason: null, from: at };
          at += lengthMs;
          return segment;
        });
        const agent = { segments } as unknown as AgentRecord;
        const from = Math.min(a, b);
        const to = Math.max(a, b);
        let sum = 0;
        for (const state of AGENT_STATES) sum += timeIn(agent, new Set([state]), from, to);
        expect(sum).toBe(to - from);
      }),
    );
  });
});
