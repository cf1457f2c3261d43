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
