import type { Instant } from '#schema/ids.ts';
import type {
  Alert,
  FloorChange,
  Metrics,
  Queue,
  ServerFacts,
  Source,
  Total,
} from '#web/state/model.ts';
import type {
  AlertFieldsFragment,
  BoardSubscription,
  FloorSubscription,
  ServerQuery,
} from './generated/graphql.gen.ts';

/** An update as it came over the wire, with instants as numbers. */
export function decodeUpdate(floor: FloorSubscription['floor']): FloorChange {
  return {
    ...decodeShared(floor),
    queues: floor.queues.map((queue) => decodeQueue(queue, queue.agents)),
    agents: floor.agents.map((agent) => ({ ...agent, since: instant(agent.since) })),
    sources: floor.sources.map((source) =>
      decodeSource(
        source,
        source.differences.map((difference) => ({
          ...difference,
          since: instant(difference.since),
        })),
      ),
    ),
    removed: floor.removed,
  };
}

/** The same of what a board is told: nobody by name. */
export function decodeBoard(board: WireBoard): FloorChange {
  return {
    ...decodeShared(board),
    queues: board.queues.map((queue) => decodeQueue(queue, null)),
    agents: [],
    sources: board.sources.map((source) => decodeSource(source, [])),
    removed: { ...board.removed, agents: [] },
  };
}

function decodeShared(
  floor: Omit<WireBoard, 'queues' | 'sources' | 'removed'>,
): Omit<FloorChange, 'queues' | 'agents' | 'sources' | 'removed'> {
  return {
    kind: floor.kind,
    cursor: floor.cursor,
    at: instant(floor.at),
    total: floor.total === null ? null : decodeTotal(floor.total),
    alerts: floor.alerts.map(decodeAlert),
    notices: floor.notices,
    log: floor.log && {
      refusingSince: instantOrNull(floor.log.refusingSince),
      reason: floor.log.reason,
      damage: floor.log.damage.map(({ from, to, entries }) => ({
        from: instantOrNull(from),
        to: instantOrNull(to),
        entries,
      })),
    },
    way: floor.path && {
      acceptedAt: instant(floor.path.acceptedAt),
      sentAt: instant(floor.path.sentAt),
    },
  };
}

/** An alert as a subscription or a mutation gives it. */
export function decodeAlert(alert: AlertFieldsFragment): Alert {
  return {
    ...alert,
    since: instant(alert.since),
    firedAt: instant(alert.firedAt),
    acknowledgedAt: instantOrNull(alert.acknowledgedAt),
    text: { en: alert.textEn, zh: alert.textZh },
  };
}

/** What the server says of itself. */
export function decodeServer(server: ServerQuery['server']): ServerFacts {
  return { ...server, now: instant(server.now) };
}

type WireTotal = NonNullable<FloorSubscription['floor']['total']>;
type WireBoard = BoardSubscription['floor'];
type WireQueue = WireBoard['queues'][number];
type WireSource = WireBoard['sources'][number];

function decodeTotal({ arrivalsToday, ...total }: WireTotal): Total {
  return {
    ...total,
    today: decodeMetrics(total.today),
    longestWaitingSince: instantOrNull(total.longestWaitingSince),
    arrivals: { ...arrivalsToday, startAt: instant(arrivalsToday.startAt) },
  };
}

function decodeQueue(queue: WireQueue, agents: Queue['agents']): Queue {
  return {
    ...queue,
    agents,
    today: decodeMetrics(queue.today),
    longestWaitingSince: instantOrNull(queue.longestWaitingSince),
    staleSince: instantOrNull(queue.staleSince),
  };
}

function decodeSource(source: WireSource, differences: Source['differences']): Source {
  return {
    ...source,
    since: instant(source.since),
    lastEventAt: instantOrNull(source.lastEventAt),
    reconciledAt: instantOrNull(source.reconciledAt),
    differences,
  };
}

function decodeMetrics(metrics: WireQueue['today']): Metrics {
  return { ...metrics, correctedAt: instantOrNull(metrics.correctedAt) };
}

function instant(text: string): Instant {
  return Date.parse(text);
}

function instantOrNull(text: string | null): Instant | null {
  return text === null ? null : Date.parse(text);
}
