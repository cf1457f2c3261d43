import type { Instant, QueueId } from '#schema/ids.ts';
import type { FloorState } from '#server/floor/state.ts';
import { NO_CHANGE, type ChangeSet } from '#server/live/change-set.ts';
import type { BareFloor } from './bare-floor.ts';
import { PAGE, type FloorQuery } from './floor-socket.ts';

/** What readers of a benchmark look at, and what of it changes in an update. */
export interface Board {
  readonly name: string;
  readonly asked: FloorQuery;
  /** Changes it, and answers what of it: no event is folded, for that is no price of the feed. */
  change(floor: BareFloor): ChangeSet;
}

export const FLOOR = { queues: 20, agents: 100 };

/** The page's own document, and one queue of it. */
export const ONE_QUEUE: Board = {
  name: 'one queue',
  asked: PAGE,
  change({ state }) {
    longerWait(state, 'refunds');
    return { ...NO_CHANGE, queues: new Set(['refunds']), total: true };
  },
};

/** A board of queues and agents that changes as a whole, about 18 KB. */
export const WHOLE_BOARD: Board = {
  name: 'whole board',
  asked: {
    query: `subscription {
      floor {
        kind cursor at
        queues {
          id name waiting longestWaitingSince serving stale
          agents { available talking afterContactWork paused }
          metrics(window: { kind: TODAY }) {
            offered answered abandoned serviceLevelRatio averageSpeedOfAnswerMs
          }
        }
        agents { id name team state reason since }
        removed { queues agents alerts }
      }
    }`,
  },
  change({ state }) {
    for (const id of state.queues.keys()) longerWait(state, id);
    for (const agent of state.agents.values()) agent.since -= 1;
    const queues = new Set(state.queues.keys());
    return { ...NO_CHANGE, queues, agents: new Set(state.agents.keys()), total: true };
  },
};

/** The contact that waits longest in the queue comes to be the one of the whole floor. */
function longerWait(state: FloorState, queue: QueueId): void {
  let earliest = state.now;
  for (const { waiting } of state.queues.values())
    for (const leg of waiting) earliest = Math.min(earliest, leg.offeredAt);
  const [leg]: Iterable<{ offeredAt: Instant }> = state.queues.get(queue)!.waiting;
  leg!.offeredAt = earliest - 1;
}
