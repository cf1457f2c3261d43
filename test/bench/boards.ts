import { NO_CHANGE, type ChangeSet } from '#server/live/change-set.ts';
import type { BareFloor } from './bare-floor.ts';
import { PAGE, type FloorQuery } from './floor-socket.ts';

/** What readers of a benchmark look at, and what of it changes in an update. */
export interface Board {
  readonly name: string;
  readonly asked: FloorQuery;
  change(floor: BareFloor): ChangeSet;
}

export const FLOOR = { queues: 20, agents: 100 };

/** The page's own document, and one queue of it. */
export const ONE_QUEUE: Board = {
  name: 'one queue',
  asked: PAGE,
  change: () => ({ ...NO_CHANGE, queues: new Set(['refunds']), total: true }),
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
  change(floor) {
    const view = floor.ports.view();
    const queues = new Set(view.queueIds({}));
    return { ...NO_CHANGE, queues, agents: new Set(view.agentIds({})), total: true };
  },
};
