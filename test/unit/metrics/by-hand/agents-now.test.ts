import { describe, expect, test } from 'vitest';
import { expectNumbers } from '#test/support/by-hand.ts';
import { scenario } from '#test/support/scenario.ts';

describe('agents by what they do now (A-1, A-6)', () => {
  test('are counted once each, however many queues they serve, and named', () => {
    const floor = scenario();
    const { say, view } = floor;
    for (const agent of ['ann', 'bob', 'chi', 'dai', 'eva', 'fay'])
      say('0:00', 'agent.signedIn', { agent, name: agent.toUpperCase(), queues: ['a', 'b'] });
    say('0:00', 'agent.signedIn', { agent: 'gus', queues: ['b'] });
    for (const contact of ['talk', 'hold', 'ring', 'over'])
      say('0:10', 'contact.queued', { contact, queue: 'a' });
    say('0:20', 'contact.answered', { contact: 'talk', agent: 'ann' });
    say('0:20', 'contact.answered', { contact: 'hold', agent: 'bob' });
    say('0:30', 'contact.held', { contact: 'hold' });
    say('0:30', 'contact.presented', { contact: 'ring', agent: 'chi' });
    say('0:20', 'contact.answered', { contact: 'over', agent: 'dai' });
    say('0:40', 'contact.ended', { contact: 'over' });
    say('0:40', 'agent.stateChanged', { agent: 'eva', state: 'paused', reason: 'lunch' });
    say('0:50', 'agent.signedOut', { agent: 'fay' });
    floor.until('1:00');
    const byState = {
      agentsInConversation: 2, // Ann talks, Bob holds
      agentsRinging: 1, // Chi
      agentsAfterContactWork: 1, // Dai
      agentsPaused: 1, // Eva
    };
    // In queue a: the five who are left of six. In both together Gus is the sixth.
    expectNumbers(floor, { queue: 'a' }, { ...byState, agentsSignedIn: 5, agentsAvailable: 0 });
    expectNumbers(floor, {}, { ...byState, agentsSignedIn: 6, agentsAvailable: 1 });
    const number = { scope: {}, window: { kind: 'today' } } as const;
    const asked = { metric: 'agentsInConversation', variant: null } as const;
    expect(view.explain({ ...number, asked }).agents).toEqual([
      { agent: 'ann', numerator: 40_000, denominator: 40_000 },
      { agent: 'bob', numerator: 30_000, denominator: 30_000 },
    ]);
  });
});
