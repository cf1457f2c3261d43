import type { Instant } from '#schema/ids.ts';
import type { Alert, FloorChange, Metrics, Queue, ServerFacts, Total } from '#web/state/model.ts';
import type {
  AlertFieldsFragment,
  FloorSubscription,
  ServerQuery,
} from './generated/graphql.gen.ts';

/** An update as it came over the wire, with instants as numbers. */
export function decodeUpdate(floor: FloorSubscription['floor']): FloorChange {
  return {
    kind: floor.kind,
    cursor: floor.cursor,
    at: instant(floor.at),
    total: floor.total === null ? null : decodeTotal(floor.total),
    queues: floor.queues.map(decodeQueue),
    agents: floor.agents.map((agent) => ({ ...agent, since: instant(agent.since) })),
    alerts: floor.alerts.map(decodeAlert),
    sources: floor.sources.map((source) => ({
      ...source,
      since: instant(source.since),
      lastEventAt: instantOrNull(source.lastEventAt),
      reconciledAt: instantOrNull(source.reconciledAt),
      differences: source.differences.map((difference) => ({
        ...difference,
        since: instant(difference.since),
      })),
    })),
    removed: floor.removed,
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
type WireQueue = FloorSubscription['floor']['queues'][number];

function decodeTotal({ arrivalsToday, ...total }: WireTotal): Total {
  return {
    ...total,
    today: decodeMetrics(total.today),
    longestWaitingSince: instantOrNull(total.longestWaitingSince),
    arrivals: { ...arrivalsToday, startAt: instant(arrivalsToday.startAt) },
  };
}

function decodeQueue(queue: WireQueue): Queue {
  return {
    ...queue,
    today: decodeMetrics(queue.today),
    longestWaitingSince: instantOrNull(queue.longestWaitingSince),
    staleSince: instantOrNull(queue.staleSince),
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
