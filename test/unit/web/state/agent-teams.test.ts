import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupCounts } from '#web/state/agent-groups.ts';
import { agentsByTeam, inBlocks } from '#web/state/agent-teams.ts';
import type { Agent } from '#web/state/model.ts';

function agent(id: string, team: string | null, name: string | null = null): Agent {
  return {
    id,
    name,
    team,
    state: 'AVAILABLE',
    reason: null,
    since: 0,
    stale: false,
    ghost: false,
  };
}

test('people stand with their team by name; those in none come last', () => {
  const teams = agentsByTeam([
    agent('1', null),
    agent('2', 'B'),
    agent('3', 'A', 'Zoë'),
    agent('4', 'A', 'Ana'),
  ]);
  expect(teams.map((team) => [team.name, team.agents.map((one) => one.id)])).toEqual([
    ['A', ['4', '3']],
    ['B', ['2']],
    [null, ['1']],
  ]);
});

test('the five groups add up to everybody who is signed in', () => {
  const counts = groupCounts({
    signedIn: 21,
    available: 1,
    ringing: 2,
    talking: 3,
    holding: 4,
    afterContactWork: 5,
    paused: 6,
  });
  expect(counts.talking).toBe(7);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(21);
});

test('in blocks everybody stands once, in the same order, and no block is long', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 5 }), (sizes) => {
      const teams = sizes.map((size, team) => ({
        name: `team ${team}`,
        agents: Array.from({ length: size }, (_, index) =>
          agent(`${team}/${index}`, `team ${team}`),
        ),
      }));
      const blocks = inBlocks(teams);
      expect(blocks.map(({ team }) => team)).toEqual(teams);
      for (const { team, blocks: own } of blocks) {
        expect(own.flatMap(({ agents }) => agents)).toEqual(team.agents);
        for (const { agents } of own) expect(agents.length).toBeLessThanOrEqual(60);
      }
      const places = blocks.flatMap(({ blocks: own }) => own.map(({ place }) => place));
      expect(places).toEqual(places.map((_, index) => index));
    }),
    { verbose: true },
  );
});
