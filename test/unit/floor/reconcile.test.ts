import { deserialize, serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { createDelta } from '#server/floor/delta.ts';
import { reconcile, settleDifferences } from '#server/floor/reconcile.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { SourceView } from '#server/metrics/view.ts';
import { eventEntry, scenario, type Scenario } from '#test/support/scenario.ts';

interface Listed {
  readonly waiting?: readonly string[];
  readonly agents?: Record<string, { queues?: readonly string[]; paused?: boolean }>;
  readonly more?: Record<string, unknown>;
}

/** The source's list: `waiting` in sales. */
function list(floor: Scenario, at: string, { waiting = [], agents = {}, more }: Listed): void {
  floor.say(at, 'source.reconciled', listData({ waiting, agents, more }));
}

function listData({ waiting = [], agents = {}, more }: Listed): Record<string, unknown> {
  return {
    source: '/test',
    queues: ['sales', 'support'],
    waiting: waiting.map((contact) => ({ contact, queue: 'sales' })),
    agents: Object.entries(agents).map(([agent, { queues = ['sales'], paused }]) => ({
      agent,
      queues,
      paused,
    })),
    ...more,
  };
}

function shown(floor: Scenario): SourceView {
  return floor.view.sources().find(({ id }) => id === '/test')!;
}

const marks = (floor: Scenario): unknown[] =>
  shown(floor).differences.map(({ kind, contact, agent, queue }) =>
    [kind, contact ?? agent, contact && queue === 'sales' ? null : queue]
      .filter((part) => part !== null)
      .join(' '),
  );

const queued = (floor: Scenario, at: string, contact: string, source = '/test'): void =>
  floor.say(at, 'contact.queued', { contact, queue: 'sales' }, { source });
const signIn = (floor: Scenario, agent: string, queues: readonly string[] = ['sales']): void =>
  floor.say('0:00', 'agent.signedIn', { agent, queues });

describe('a waiting contact that one side does not know (SPEC S-6, S-7)', () => {
  test('a caller that the PBX no longer has is marked, still counted, and known since when', () => {
    const floor = scenario();
    queued(floor, '0:10', 'gone');
    queued(floor, '0:20', 'there');
    list(floor, '1:00', { waiting: ['there'] });
    expect(marks(floor)).toEqual(['unknownToSource gone']);
    expect(floor.view.queue('sales')!.waiting).toBe(2);
    expect(shown(floor)).toMatchObject({
      reconciledAt: floor.instant('1:00'),
      differenceCount: 1,
      differences: [{ since: floor.instant('1:00'), confirmed: false, corrected: false }],
    });
    list(floor, '2:00', { waiting: ['there'] });
    expect(shown(floor).differences).toMatchObject([
      { since: floor.instant('1:00'), confirmed: true },
    ]);
  });

  test('a caller who waits at the PBX and is missing on the wall is marked', () => {
    const floor = scenario();
    list(floor, '1:00', { waiting: ['unseen'] });
    expect(marks(floor)).toEqual(['unknownToFloor unseen']);
    queued(floor, '1:10', 'unseen');
    floor.until('1:11');
    expect(marks(floor)).toEqual([]);
  });

  test('a caller answered on the wall long ago and still waiting at the PBX is marked', () => {
    const floor = scenario();
    queued(floor, '0:10', 'c');
    floor.say('0:20', 'contact.answered', { contact: 'c', agent: 'ann' });
    list(floor, '1:00', { waiting: ['c'], agents: { ann: {} } });
    expect(marks(floor)).toEqual(['unknownToFloor c']);
  });

  test('the mark goes when the lists agree again, and a new one is counted from anew', () => {
    const floor = scenario();
    queued(floor, '0:10', 'c');
    list(floor, '1:00', {});
    list(floor, '2:00', { waiting: ['c'] });
    expect(marks(floor)).toEqual([]);
    list(floor, '3:00', {});
    expect(shown(floor).differences).toMatchObject([
      { since: floor.instant('3:00'), confirmed: false },
    ]);
  });

  test('the mark goes as soon as the caller leaves on the wall too, without a further list', () => {
    const floor = scenario();
    queued(floor, '0:10', 'c');
    list(floor, '1:00', {});
    floor.say('1:20', 'contact.abandoned', { contact: 'c' });
    floor.until('1:21');
    expect(shown(floor)).toMatchObject({ differences: [], differenceCount: 0 });
  });

  test('who has come or gone within seconds of the list is not called a ghost', () => {
    const floor = scenario();
    queued(floor, '0:10', 'leaving');
    floor.say('0:56', 'contact.abandoned', { contact: 'leaving' });
    queued(floor, '0:56', 'coming');
    list(floor, '1:00', { waiting: ['leaving'] });
    expect(marks(floor)).toEqual([]);
  });

  test('a list told later than it was taken is judged as of its own time', () => {
    const floor = scenario();
    queued(floor, '0:10', 'left');
    queued(floor, '1:02', 'came');
    floor.say('1:03', 'contact.abandoned', { contact: 'left' });
    floor.say('1:00', 'source.reconciled', listData({ waiting: ['left'] }), { toldAt: '1:05' });
    expect(marks(floor)).toEqual([]);
  });

  test('contacts of another source in the same queue, and queues the list does not answer for, are not judged', () => {
    const floor = scenario();
    queued(floor, '0:10', 'chat', '/web');
    floor.say('0:10', 'contact.queued', { contact: 'other', queue: 'elsewhere' });
    list(floor, '1:00', {});
    expect(marks(floor)).toEqual([]);
  });

  test('a contact that another source tells of is known, whoever lists it', () => {
    const floor = scenario();
    queued(floor, '0:10', 'c', '/web');
    list(floor, '1:00', { waiting: ['c'] });
    expect(marks(floor)).toEqual([]);
  });

  test('an older list that arrives late undoes nothing', () => {
    const floor = scenario();
    queued(floor, '0:10', 'c');
    list(floor, '2:00', {});
    floor.say('1:00', 'source.reconciled', listData({ waiting: ['c'] }), { toldAt: '2:10' });
    expect(marks(floor)).toEqual(['unknownToSource c']);
  });
});

describe('agents that one side does not know (SPEC S-6)', () => {
  test('an agent on the wall whom the PBX does not list is shown as a ghost until it does', () => {
    const floor = scenario();
    signIn(floor, 'ann');
    signIn(floor, 'bob');
    list(floor, '1:00', { agents: { ann: {} } });
    expect(marks(floor)).toEqual(['unknownToSource bob']);
    expect(floor.view.agent('bob')!.ghost).toBe(true);
    expect(floor.view.agent('ann')!.ghost).toBe(false);
    list(floor, '2:00', { agents: { ann: {}, bob: {} } });
    expect(floor.view.agent('bob')!.ghost).toBe(false);
  });

  test('a ghost who signs out is marked no more', () => {
    const floor = scenario();
    signIn(floor, 'bob');
    list(floor, '1:00', {});
    floor.say('1:30', 'agent.signedOut', { agent: 'bob' });
    floor.until('1:31');
    expect(marks(floor)).toEqual([]);
  });

  test('an agent who gets calls and is not on the wall is marked', () => {
    const floor = scenario();
    signIn(floor, 'ann');
    floor.say('0:30', 'agent.signedOut', { agent: 'ann' }, { source: '/hr' });
    list(floor, '1:00', { agents: { ann: {}, new: { paused: true } } });
    expect(marks(floor)).toEqual(['unknownToFloor ann', 'unknownToFloor new']);
  });

  test('serving a queue on one side only is marked with the queue, both ways', () => {
    const floor = scenario();
    signIn(floor, 'ann', ['sales', 'elsewhere']);
    list(floor, '1:00', { agents: { ann: { queues: ['support'] } } });
    expect(marks(floor)).toEqual(['unknownToFloor ann support', 'unknownToSource ann sales']);
    expect(floor.view.agent('ann')!.ghost).toBe(false);
  });

  test('paused on one side only is marked, either way round', () => {
    const floor = scenario();
    signIn(floor, 'ann');
    signIn(floor, 'bob');
    floor.say('0:10', 'agent.stateChanged', { agent: 'bob', state: 'paused', reason: 'lunch' });
    list(floor, '1:00', { agents: { ann: { paused: true }, bob: {} } });
    expect(marks(floor)).toEqual(['pausedAtSourceOnly ann', 'pausedOnFloorOnly bob']);
    list(floor, '2:00', { agents: { ann: {}, bob: { paused: true } } });
    expect(marks(floor)).toEqual([]);
  });

  test('agents of other sources are not called ghosts by a PBX that never knew them', () => {
    const floor = scenario();
    floor.say('0:00', 'agent.signedIn', { agent: 'chat', queues: ['sales'] }, { source: '/web' });
    list(floor, '1:00', {});
    expect(marks(floor)).toEqual([]);
  });

  test('an agent who says each call itself is not called paused or not by the list', () => {
    const floor = scenario();
    signIn(floor, 'ann');
    floor.say('0:10', 'agent.stateChanged', { agent: 'ann', state: 'talking' });
    list(floor, '1:00', { agents: { ann: { paused: true } } });
    expect(marks(floor)).toEqual([]);
  });
});

describe('what lists put right, and how much is told', () => {
  const corrected = [{ kind: 'unknownToFloor', contact: 'c', queue: 'sales' }];

  test('a correction is seen until the next list, and counted for ever', () => {
    const floor = scenario();
    queued(floor, '0:30', 'c');
    list(floor, '1:00', { waiting: ['c'], more: { corrected } });
    expect(shown(floor)).toMatchObject({
      differences: [{ contact: 'c', corrected: true, since: floor.instant('1:00') }],
      differenceCount: 0,
      corrections: 1,
    });
    list(floor, '2:00', { waiting: ['c'] });
    expect(shown(floor)).toMatchObject({ differences: [], corrections: 1 });
  });

  test('a source that gives no lists says so, instead of seeming to agree', () => {
    const floor = scenario();
    queued(floor, '0:30', 'c');
    expect(shown(floor)).toMatchObject({ reconciledAt: null, differences: [], differenceCount: 0 });
  });

  test('hundreds of differences do not swamp the screen, and are all counted', () => {
    const floor = scenario();
    for (let n = 0; n < 250; n += 1) queued(floor, '0:10', `c${n}`);
    list(floor, '1:00', {});
    expect(shown(floor).differences).toHaveLength(200);
    expect(shown(floor).differenceCount).toBe(250);
  });

  test('marks outlive a restart', () => {
    const floor = scenario();
    signIn(floor, 'bob');
    list(floor, '1:00', {});
    const restored = deserialize(serialize(floor.world.state.floor)) as FloorState;
    expect(restored.reconciliations).toEqual(floor.world.state.floor.reconciliations);
  });
});

test('the source, and each agent who becomes or stops being a ghost, is named as changed', () => {
  const floor = scenario();
  signIn(floor, 'ann');
  signIn(floor, 'bob');
  const state = floor.world.state.floor;
  const told = (agents: Listed['agents'], at: string): ReturnType<typeof createDelta> => {
    const data = listData({ agents });
    const entry = eventEntry({
      id: at,
      source: '/test',
      type: 'source.reconciled',
      at: floor.instant(at),
      data,
    });
    const delta = createDelta();
    reconcile(state, entry as unknown as Parameters<typeof reconcile>[1], delta);
    return delta;
  };
  const first = told({ ann: {} }, '1:00');
  expect([...first.agents]).toEqual(['bob']);
  expect([...first.sources]).toEqual(['/test']);
  expect([...told({ ann: {}, bob: {} }, '2:00').agents]).toEqual(['bob']);
  expect([...told({ ann: {}, bob: {} }, '3:00').agents]).toEqual([]);
  const quiet = createDelta();
  settleDifferences(state, quiet);
  expect([...quiet.sources, ...quiet.agents]).toEqual([]);
});

test('who serves only queues that the list is not about is no ghost for not being in it', () => {
  const floor = scenario();
  signIn(floor, 'elsewhere', ['overnight']);
  signIn(floor, 'here');
  list(floor, '1:00', {});
  expect(marks(floor)).toEqual(['unknownToSource here']);
});
