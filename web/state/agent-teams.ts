import type { Agent } from './model.ts';

/** A team and who of it is signed in; `name` is null for those in none. */
export interface Team {
  readonly name: string | null;
  readonly agents: readonly Agent[];
}

/** Teams by name, those in none last; in a team by name. */
export function agentsByTeam(agents: readonly Agent[]): readonly Team[] {
  const teams = new Map<string | null, Agent[]>();
  for (const agent of agents) {
    const team = teams.get(agent.team);
    if (team) team.push(agent);
    else teams.set(agent.team, [agent]);
  }
  return [...teams]
    .map(([name, members]) => ({ name, agents: members.sort(byName) }))
    .sort((one, other) => {
      if (one.name === null || other.name === null) return one.name === null ? 1 : -1;
      return one.name < other.name ? -1 : 1;
    });
}

/** A team, its agents by the block. */
export interface TeamBlocks {
  readonly team: Team;
  /** `place` counts the blocks of all teams. */
  readonly blocks: readonly { readonly agents: readonly Agent[]; readonly place: number }[];
}

/** Fills rows of one to six columns. */
const MOST_IN_A_BLOCK = 60;

/** Cuts teams into blocks that are on the screen, or not, as a whole. */
export function inBlocks(teams: readonly Team[]): readonly TeamBlocks[] {
  let place = 0;
  return teams.map((team) => ({
    team,
    blocks: Array.from({ length: Math.ceil(team.agents.length / MOST_IN_A_BLOCK) }, (_, index) => {
      const from = index * MOST_IN_A_BLOCK;
      return { agents: team.agents.slice(from, from + MOST_IN_A_BLOCK), place: place++ };
    }),
  }));
}

/** Whether `after` stands elsewhere among its teams than `before` did. */
export function isElsewhere(before: Agent, after: Agent): boolean {
  return before.team !== after.team || before.name !== after.name;
}

function byName(one: Agent, other: Agent): number {
  const left = one.name ?? one.id;
  const right = other.name ?? other.id;
  if (left === right) return one.id < other.id ? -1 : 1;
  return left < right ? -1 : 1;
}
