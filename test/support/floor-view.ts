import type { Alert } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import type { MetricValues } from '#server/metrics/values.ts';
import type {
  AgentView,
  ContactView,
  FloorView,
  GroupBy,
  NoticeView,
  NumberAsked,
  QueueView,
  Scope,
  ScopeView,
  SourceView,
  StatusView,
} from '#server/metrics/view.ts';
import type { Window } from '#server/metrics/window.ts';

/** A floor that is what a test says it is. Levers set things; nothing happens by itself. */
export interface FakeFloor extends FloorView {
  now: Instant;
  setQueue(id: string, parts?: Partial<QueueView>): void;
  removeQueue(id: string): void;
  setAgent(id: string, parts?: Partial<AgentView>): void;
  removeAgent(id: string): void;
  setAlert(id: string, parts?: Partial<Alert>): void;
  setSource(id: string, parts?: Partial<SourceView>): void;
  setNotices(notices: readonly NoticeView[]): void;
  setContacts(contacts: readonly ContactView[]): void;
  /** The numbers whose contacts were asked for, oldest first. */
  readonly numbersAsked: (NumberAsked & { readonly part: string })[];
  /** The windows that `metrics` was asked for, oldest first. */
  readonly windowsAsked: Window[];
}

/** Metrics say what they were asked for: `offered` is the window's length, or 1 and 2 for TODAY and INTERVAL. */
export function fakeFloor(now: Instant = Date.UTC(2026, 10, 2, 9)): FakeFloor {
  const queues = new Map<string, QueueView>();
  const agents = new Map<string, AgentView>();
  const alerts = new Map<string, Alert>();
  const sources = new Map<string, SourceView>();
  const windowsAsked: Window[] = [];
  const numbersAsked: (NumberAsked & { part: string })[] = [];
  let notices: readonly NoticeView[] = [];
  let contacts: readonly ContactView[] = [];

  const floor: FakeFloor = {
    now,
    timeZone: 'Asia/Shanghai',
    windowsAsked,
    numbersAsked,
    siteMetrics: [],
    topics: () => [],
    behind(number, part) {
      numbersAsked.push({ ...number, part });
      return contacts.map((each) => ({ ...each, contact: each.id, leg: null }));
    },
    contact: (row) => contacts.find(({ id }) => id === row.contact)!,
    explain() {
      throw new Error('a real floor is expected for an explanation, but got a fake one');
    },
    setContacts: (all) => void (contacts = all),
    queueIds: (scope) =>
      [...queues.values()].filter((queue) => has(scope, queue)).map(({ id }) => id),
    agentIds: (scope) =>
      [...agents.values()]
        .filter((agent) => agent.state !== 'signedOut' && servesIn(scope, agent))
        .map(({ id }) => id),
    queue: (id) => queues.get(id) ?? null,
    agent: (id) => agents.get(id) ?? null,
    agentName: (id) => agents.get(id)?.name ?? null,
    total: (scope) => rollUp('total', floor.queueIds(scope)),
    groups(scope, by) {
      const keys = [...new Set(floor.queueIds(scope).map((id) => keyOf(id, by)))];
      return keys.map((key) =>
        rollUp(
          key,
          floor.queueIds(scope).filter((id) => keyOf(id, by) === key),
        ),
      );
    },
    sources: () => [...sources.values()],
    notices: () => notices,
    openAlerts: () => [...alerts.values()].filter(({ state }) => state !== 'resolved').toReversed(),
    alert: (id) => alerts.get(id) ?? null,
    alertsBetween: (from, to) =>
      [...alerts.values()].filter(
        ({ firedAt, resolvedAt }) => firedAt < to && (resolvedAt ?? Infinity) >= from,
      ),
    setQueue(id, parts) {
      queues.set(id, { ...(queues.get(id) ?? newQueue(id)), ...parts });
    },
    removeQueue: (id) => void queues.delete(id),
    setAgent(id, parts) {
      agents.set(id, { ...(agents.get(id) ?? newAgent(id, now)), ...parts });
    },
    removeAgent: (id) => void agents.delete(id),
    setAlert(id, parts) {
      alerts.set(id, { ...(alerts.get(id) ?? newAlert(id, now)), ...parts });
    },
    setSource(id, parts) {
      sources.set(id, { ...(sources.get(id) ?? newSource(id, now)), ...parts });
    },
    setNotices: (all) => void (notices = all),
  };
  return floor;

  function keyOf(id: string, by: GroupBy): string {
    const queue = queues.get(id)!;
    if (by !== 'team') return queue[by] ?? '';
    return [...agents.values()].find((agent) => agent.queues.includes(id))?.team ?? '';
  }

  function servesIn(scope: Scope, agent: AgentView): boolean {
    if (!listHas(scope.teams, agent.team)) return false;
    const { teams: _, ...queueScope } = scope;
    if (Object.values(queueScope).every((list) => !list?.length)) return true;
    return agent.queues.some((id) => has(queueScope, queues.get(id)));
  }

  function newQueue(id: string): QueueView {
    return {
      ...status(),
      id,
      name: `Queue ${id}`,
      channel: 'voice',
      site: null,
      business: null,
      language: null,
      thresholdMs: 20_000,
      targetRatio: 0.8,
      shortAbandonMs: 5_000,
      serviceLevelVariant: 'neg',
      timeZone: 'Asia/Shanghai',
      severity: null,
      staleSince: null,
    };
  }

  function rollUp(key: string, ids: readonly string[]): ScopeView {
    const waiting = ids.reduce((sum, id) => sum + queues.get(id)!.waiting, 0);
    const common = { longestWaitingQueue: null, targetRatio: 0.8, thresholdMs: 20_000 };
    return { ...status(), key, waiting, ...common };
  }

  function status(): StatusView {
    return {
      waiting: 0,
      longestWaitingSince: null,
      serving: 0,
      agents: {
        signedIn: 0,
        available: 0,
        ringing: 0,
        talking: 0,
        holding: 0,
        afterContactWork: 0,
        paused: 0,
      },
      metrics(window) {
        windowsAsked.push(window);
        const offered = { today: 1, interval: 2, last: 0 }[window.kind];
        return { ...NO_METRICS, offered: window.kind === 'last' ? window.lengthMs : offered };
      },
      arrivalsToday: (lengthMs) => ({ startAt: now, lengthMs, offered: [3, 1], expected: null }),
      surge: null,
      asOf: now,
      stale: false,
    };
  }
}

function has(scope: Scope, queue: QueueView | undefined): boolean {
  return (
    queue !== undefined &&
    listHas(scope.queues, queue.id) &&
    listHas(scope.sites, queue.site) &&
    listHas(scope.channels, queue.channel) &&
    listHas(scope.businesses, queue.business) &&
    listHas(scope.languages, queue.language)
  );
}

function listHas(list: readonly string[] | null | undefined, value: string | null): boolean {
  return !list?.length || (value !== null && list.includes(value));
}

function newAgent(id: string, since: Instant): AgentView {
  return {
    id,
    name: `Agent ${id}`,
    team: null,
    site: null,
    state: 'available',
    reason: null,
    since,
    queues: [],
    contacts: [],
    capacity: 1,
    answeredToday: 0,
    occupancyRatio: null,
    stale: false,
    ghost: false,
  };
}

function newAlert(id: string, at: Instant): Alert {
  return {
    id,
    kind: 'waiting',
    severity: 'warning',
    state: 'firing',
    queue: 'sales',
    since: at,
    firedAt: at,
    resolvedAt: null,
    acknowledgedBy: null,
    acknowledgedAt: null,
    value: 12,
    worst: 14,
    threshold: 10,
    expectedPerMinute: null,
    seenPerMinute: null,
  };
}

function newSource(id: string, since: Instant): SourceView {
  const counts = { accepted: 0, refused: 0, unknown: 0, differenceCount: 0, corrections: 0 };
  const reconciled = { reconciledAt: null, differences: [] };
  return {
    id,
    kind: 'http',
    state: 'live',
    since,
    lastEventAt: null,
    ...counts,
    ...reconciled,
    reason: null,
  };
}

/** As where nothing was counted: counts are 0, everything else is no number. */
const NO_METRICS = {
  ...Object.fromEntries(
    METRIC_DEFINITIONS.filter(({ id }) => id !== 'serviceLevelRatio').map(
      ({ id, unit, engine }) => [
        id,
        (unit === 'contacts' || unit === 'agents') && engine !== 'unmeasured' ? 0 : null,
      ],
    ),
  ),
  serviceLevelRatio: (variant: string | null) => (variant === 'avayaVdn' ? 0.5 : null),
  site: () => null,
  siteMetrics: [],
  correctedAt: null,
} as unknown as MetricValues;
