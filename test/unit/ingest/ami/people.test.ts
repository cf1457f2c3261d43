import { describe, expect, test } from 'vitest';
import { createPeople, type Membership } from '#server/ingest/ami/people.ts';

const at = (queue: string, more: Partial<Membership> = {}): Membership => ({
  queue,
  interface: `PJSIP/${queue}`,
  name: 'Eve Šimková',
  paused: false,
  reason: '',
  pausedAt: 0,
  unreachable: false,
  ...more,
});
const kinds = (facts: readonly { type: string }[]): string[] => facts.map(({ type }) => type);

describe('one person with two interfaces in two queues', () => {
  test('is one agent, who signs in once and joins the second queue', () => {
    const people = createPeople({ site: 'hq' });
    const first = people.put(at('sales'));
    expect(first[0]!.data).toEqual({
      agent: 'Eve Šimková',
      name: 'Eve Šimková',
      site: 'hq',
      queues: ['sales'],
    });
    expect(people.put(at('support')).map(({ type, data }) => [type, data['queue']])).toEqual([
      ['agent.joinedQueue', 'support'],
    ]);
  });

  test('is paused when nothing can reach it in any queue, for the newest reason', () => {
    const people = createPeople({});
    people.put(at('sales'));
    people.put(at('support'));
    expect(people.put(at('sales', { paused: true, reason: 'Lunch', pausedAt: 1 }))).toEqual([]);
    const paused = people.put(at('support', { paused: true, reason: 'Coaching', pausedAt: 2 }));
    expect(paused.map(({ data }) => [data['state'], data['reason']])).toEqual([
      ['paused', 'Coaching'],
    ]);
    expect(people.put(at('sales'))[0]!.data['state']).toBe('available');
  });

  test('signs out with the last queue it leaves', () => {
    const people = createPeople({});
    people.put(at('sales'));
    people.put(at('support'));
    expect(kinds(people.remove('sales', 'PJSIP/sales'))).toEqual(['agent.leftQueue']);
    expect(kinds(people.remove('support', 'PJSIP/support'))).toEqual([
      'agent.leftQueue',
      'agent.signedOut',
    ]);
    expect(people.remove('support', 'PJSIP/support')).toEqual([]);
  });
});

test('what changes nothing tells nothing', () => {
  const people = createPeople({});
  people.put(at('sales', { paused: true, reason: 'Lunch', pausedAt: 1 }));
  expect(people.put(at('sales', { paused: true, reason: 'Lunch', pausedAt: 5 }))).toEqual([]);
  expect(kinds(people.put(at('sales', { paused: true, reason: 'Break', pausedAt: 6 })))).toEqual([
    'agent.stateChanged',
  ]);
});

test('a phone that cannot be reached does not count as an available agent', () => {
  const people = createPeople({});
  people.put(at('sales'));
  const [fact] = people.put(at('sales', { unreachable: true }));
  expect(fact!.data).toEqual({ agent: 'Eve Šimková', state: 'paused', reason: 'unreachable' });
});

test('a list of all members signs out whoever is not in it, also after a restart', () => {
  const before = createPeople({});
  before.put(at('sales'));
  before.put(at('sales', { interface: 'PJSIP/2', name: '李雷' }));
  const after = createPeople({ saved: before.save({ memberships: false }) });
  const facts = after.replaceAll([at('sales', { interface: 'PJSIP/2', name: '李雷' })]);
  expect(facts.map(({ type, data }) => [type, data.agent])).toEqual([
    ['agent.leftQueue', 'Eve Šimková'],
    ['agent.signedOut', 'Eve Šimková'],
  ]);
});
