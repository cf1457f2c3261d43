import type { Instant, QueueId } from '#schema/ids.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { isStale } from '#server/floor/sources.ts';
import type { AgentRecord, FloorState, QueueState, SourceRecord } from '#server/floor/state.ts';
import { countAgents } from './agent-view.ts';
import type { FloorPorts } from './floor-ports.ts';
import { occupancy } from './occupancy.ts';
import { arrivals, partOf, windowStart } from './tally-sums.ts';
import { metricValues } from './values.ts';
import type { ArrivalSeriesView, StatusView, SurgeView, Window } from './view.ts';

/** What a status is of: queues, and the agents that belong to them. */
export interface Members {
  readonly queues: readonly QueueState[];
  readonly agents: readonly AgentRecord[];
}

/** The status of one queue or of several together; computed at the moment of asking. */
export function statusOf(state: FloorState, ports: FloorPorts, members: Members): StatusView {
  const { queues, agents } = members;
  let waiting = 0;
  let serving = 0;
  let asOf: Instant = 0;
  for (const queue of queues) {
    waiting += queue.waiting.size;
    serving += queue.serving.size;
    asOf = Math.max(asOf, queue.changedAt);
  }
  return {
    waiting,
    serving,
    longestWaitingSince: longestWaiting(queues)?.since ?? null,
    agents: countAgents(agents),
    metrics: (window) =>
      metricValues(
        queues.map((queue) => partOf(queue, window, { now: state.now, windows: ports.windows })),
        {
          undecided: window.kind === 'last' ? waiting : null,
          occupancy: occupancy(agents, startOf(state, queues, window), state.now),
        },
      ),
    arrivalsToday: (lengthMs) => arrivalSeries(state, ports, queues, lengthMs),
    surge: loudestSurge(queues, ports),
    asOf,
    stale: queues.some((queue) => staleSource(state, queue) !== null),
  };
}

/** The contact that waits longest, and where. */
export function longestWaiting(
  queues: readonly QueueState[],
): { readonly queue: QueueId; readonly since: Instant } | null {
  let longest: { queue: QueueId; since: Instant } | null = null;
  for (const queue of queues)
    for (const leg of queue.waiting)
      if (longest === null || leg.offeredAt < longest.since)
        longest = { queue: queue.id, since: leg.offeredAt };
  return longest;
}

/** The source behind a queue's numbers, if it is silent or lost. */
export function staleSource(state: FloorState, queue: QueueState): SourceRecord | null {
  const source = queue.source === null ? undefined : state.sources.get(queue.source);
  return source && isStale(source) ? source : null;
}

function startOf(state: FloorState, queues: readonly QueueState[], window: Window): Instant {
  const starts = queues.map((queue) => windowStart(queue, window, state.now));
  return starts.length > 0 ? Math.min(...starts) : state.now;
}

/** The day of the first queue stands for all; each queue's own contacts are counted by instant. */
function arrivalSeries(
  state: FloorState,
  ports: FloorPorts,
  queues: readonly QueueState[],
  lengthMs: number,
): ArrivalSeriesView {
  const rule = queues[0]?.policy ?? { timeZone: state.timeZone, dayStartMinutes: 0 };
  const { startAt, endAt } = businessDay(state.now, rule);
  const count = Math.floor((state.now - startAt) / lengthMs) + 1;
  const offered = new Array<number>(count).fill(0);
  for (const queue of queues)
    arrivals(queue, { startAt, lengthMs, count }).forEach((n, index) => (offered[index]! += n));
  return {
    startAt,
    lengthMs,
    offered,
    expected: expectedOf(ports, queues, {
      startAt,
      lengthMs,
      count: Math.ceil((endAt - startAt) / lengthMs),
    }),
  };
}

function expectedOf(
  ports: FloorPorts,
  queues: readonly QueueState[],
  series: { readonly startAt: Instant; readonly lengthMs: number; readonly count: number },
): readonly number[] | null {
  const sum = new Array<number>(series.count).fill(0);
  let known = false;
  for (const queue of queues) {
    const expected = ports.expected(queue.id, series);
    if (!expected) continue;
    known = true;
    expected.forEach((n, index) => (sum[index]! += n));
  }
  return known ? sum : null;
}

function loudestSurge(queues: readonly QueueState[], ports: FloorPorts): SurgeView | null {
  let loudest: SurgeView | null = null;
  for (const queue of queues) {
    const surge = ports.surge(queue.id);
    if (surge && surge.seenPerMinute > (loudest?.seenPerMinute ?? 0)) loudest = surge;
  }
  return loudest;
}
