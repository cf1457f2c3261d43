import { describe, expect, test } from 'vitest';
import { baseOf, layBase, type FloorBase } from '#server/floor/base.ts';
import { createWorldState, openWorld } from '#server/pipeline-world.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';
import { passUntil, tellAll, viewed } from '#test/support/told-floor.ts';

const tell = (id: string, afterMs: number, type: string, data: Record<string, unknown>) =>
  eventEntry({ id, source: '/test', type, at: START_AT + afterMs, data });

const BEFORE = [
  tell('1', 0, 'queue.defined', { queue: 'sales', name: '销售', thresholdMs: 30_000, site: 'hq' }),
  tell('2', 1, 'agent.signedIn', { agent: 'ann', name: 'Ann', team: 'A', queues: ['sales'] }),
  tell('3', 2, 'agent.signedIn', { agent: 'bob', name: 'Bob', queues: ['sales'] }),
  tell('4', 3, 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'lunch' }),
  tell('5', 4, 'agent.signedOut', { agent: 'bob' }),
];
const AFTER = [
  tell('6', 90_000, 'contact.queued', { contact: 'c', queue: 'sales' }),
  tell('7', 95_000, 'agent.signedIn', { agent: 'bob' }),
  tell('8', 99_000, 'contact.answered', { contact: 'c', agent: 'bob' }),
];

const world = () => openWorld(createWorldState({ timeZone: 'UTC' }));

describe('R-5: a log whose oldest part is gone', () => {
  test('still knows its queues and how its agents stand', () => {
    const whole = tellAll(world(), BEFORE);
    const base = JSON.parse(JSON.stringify(baseOf(whole.state.floor))) as FloorBase;
    const later = world();
    layBase(later.state.floor, base);
    const shown = ({ state }: typeof whole) => {
      const view = viewed({ ...later, state });
      return {
        queues: view.queueIds({}).map((id) => {
          const { name, site, thresholdMs, agents } = view.queue(id)!;
          return { id, name, site, thresholdMs, agents };
        }),
        agents: view.agentIds({}).map((id) => {
          const { name, team, state, reason, queues } = view.agent(id)!;
          return { id, name, team, state, reason, queues };
        }),
      };
    };
    const ends = [whole, later].map((each) =>
      shown(passUntil(tellAll(each, AFTER), START_AT + 100_000)),
    );
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({
      queues: [
        { id: 'sales', name: '销售', thresholdMs: 30_000, agents: { paused: 1, talking: 1 } },
      ],
    });
  });

  test('still knows since when an agent is there anew: what ended before, and is told only now, is done', () => {
    const later = world();
    layBase(
      later.state.floor,
      baseOf(
        tellAll(world(), [...BEFORE, tell('6', 60_000, 'agent.signedIn', { agent: 'bob' })]).state
          .floor,
      ),
    );
    const late = { floorAt: START_AT + 100_000 };
    tellAll(later, [
      { ...tell('7', 50_000, 'contact.queued', { contact: 'c', queue: 'sales' }), ...late },
      { ...tell('8', 51_000, 'contact.answered', { contact: 'c', agent: 'bob' }), ...late },
      { ...tell('9', 55_000, 'contact.ended', { contact: 'c' }), ...late },
    ]);
    expect(viewed(later).agent('bob')).toMatchObject({ state: 'available' });
  });

  test('written before sign-ins were kept, is read all the same', () => {
    const base = JSON.parse(
      JSON.stringify(baseOf(tellAll(world(), BEFORE).state.floor), (name, value: unknown) =>
        name === 'cameAt' ? undefined : value,
      ),
    ) as FloorBase;
    const later = world();
    layBase(later.state.floor, base);
    expect(later.state.floor.agents.get('ann')!.cameAt).toBeNull();
    expect(viewed(tellAll(later, AFTER)).agent('bob')).toMatchObject({ state: 'talking' });
  });
});
