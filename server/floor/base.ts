import type { AgentId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import { placeInTime } from './agent-segments.ts';
import { copyOf, forgetWords, unsaid } from './agent-words.ts';
import { agentOf } from './agents.ts';
import { createDelta } from './delta.ts';
import { queueOf } from './queues.ts';
import type { AgentRecord, FloorState, QueuePart, QueuePolicy, Standing } from './state.ts';

/*
 * What stays true when the oldest part of the log is let go of: which queues there are and by what
 * policy, and how each agent stood. A fold that has to begin behind the gap begins with it. Plain
 * JSON of few parts, because it outlives the code that wrote it.
 */

export interface FloorBase {
  /** The floor's clock it is of. */
  readonly at: Instant;
  readonly queues: readonly {
    readonly id: QueueId;
    readonly policy: QueuePolicy;
    readonly toldAt: Partial<Record<keyof QueuePolicy, Instant>>;
    readonly source: SourceId | null;
  }[];
  readonly agents: readonly {
    readonly id: AgentId;
    readonly namedAt: Instant;
    readonly heardAt: Instant;
    readonly capacity: number | null;
    readonly source: SourceId | null;
    readonly standing: Omit<Standing, 'queues'>;
    readonly queues: readonly (readonly [QueueId, QueuePart])[];
  }[];
}

/** The base of a floor as it is. */
export function baseOf(state: FloorState): FloorBase {
  return {
    at: state.now,
    queues: [...state.queues.values()].map(({ id, policy, toldAt, source }) => ({
      id,
      policy,
      toldAt: { ...toldAt },
      source,
    })),
    agents: [...state.agents.values()].map(agentBase),
  };
}

/** Begins an empty floor with a base. */
export function layBase(state: FloorState, base: FloorBase): void {
  const delta = createDelta();
  state.now = base.at;
  for (const { id, policy, toldAt, source } of base.queues) {
    const queue = queueOf(state, id, delta);
    queue.policy = { ...queue.policy, ...policy };
    Object.assign(queue.toldAt, toldAt);
    queue.source = source;
  }
  for (const each of base.agents) {
    const agent = agentOf(state, each.id, { at: each.namedAt, source: each.source ?? '' });
    agent.source = each.source;
    agent.capacity = each.capacity;
    // One that older code wrote may lack a part.
    const standing = {
      ...unsaid(each.namedAt),
      ...each.standing,
      queues: new Map(each.queues),
    };
    Object.assign(agent.opening, copyOf(standing), { heardAt: each.heardAt });
    Object.assign(agent, copyOf(standing));
    placeInTime(agent, { at: base.at, newest: base.at });
    for (const [queue, { serves }] of agent.queues)
      if (serves) queueOf(state, queue, delta).members.add(agent.id);
  }
}

function agentBase(agent: AgentRecord): FloorBase['agents'][number] {
  const { id, namedAt, capacity, source } = agent;
  const opening = { ...copyOf(agent.opening), heardAt: agent.opening.heardAt };
  forgetWords({ ...agent, opening, words: [...agent.words] }, Infinity);
  const { queues, heardAt, ...standing } = opening;
  return { id, namedAt, heardAt, capacity, source, standing, queues: [...queues] };
}
