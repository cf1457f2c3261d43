import type { Instant, QueueId } from '#schema/ids.ts';
import { isStale } from '#server/floor/sources.ts';
import type { FloorState, QueueState, SourceRecord } from '#server/floor/state.ts';
import { countAgents } from './agent-view.ts';
import { arrivalSeries } from './arrival-series.ts';
import type { FloorPorts } from './floor-ports.ts';
import { questionOf, type Members } from './question-of.ts';
import { metricValues } from './values.ts';
import type { StatusView, SurgeView } from './view.ts';

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
      metricValues(questionOf(state, ports.windows, members, window), ports.siteMetrics),
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

function loudestSurge(queues: readonly QueueState[], ports: FloorPorts): SurgeView | null {
  let loudest: SurgeView | null = null;
  for (const queue of queues) {
    const surge = ports.surge(queue.id);
    if (surge && surge.seenPerMinute > (loudest?.seenPerMinute ?? 0)) loudest = surge;
  }
  return loudest;
}
