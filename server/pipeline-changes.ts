import type { ChangeSet } from '#server/live/change-set.ts';
import type { World, WorldChange } from './pipeline-world.ts';

/** What the screens have to be told of a change of the world: names only. */
export function changeSetOf(world: World, { delta, transitions }: WorldChange): ChangeSet {
  const { floor } = world.state;
  const agents = new Set<string>();
  const goneAgents = new Set<string>();
  for (const id of delta.agents)
    if (floor.agents.get(id)?.signedIn) agents.add(id);
    else goneAgents.add(id);
  return {
    queues: delta.queues,
    agents,
    alerts: new Set(transitions.map(({ alert }) => alert.id)),
    sources: delta.sources,
    total: delta.queues.size > 0 || delta.agents.size > 0,
    notices: delta.notices,
    log: false,
    removed: { queues: new Set(), agents: goneAgents, alerts: new Set() },
  };
}
