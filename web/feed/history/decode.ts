import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import type {
  AgentDay,
  Damage,
  HistorySeries,
  Kept,
  KnownAgent,
  PastAlert,
  ScopeChoice,
  ScopeChoices,
  ScopeKind,
} from '#web/state/history-model.ts';
import { fromWire } from '../decode-why.ts';
import type {
  AgentDayQuery,
  HistoryDamageQuery,
  HistoryKeptQuery,
  HistoryQuery,
  HistoryScopesQuery,
  PastAlertsQuery,
} from '../generated/history.gen.ts';

export function decodeKept({ past, server }: HistoryKeptQuery): Kept {
  return {
    from: instantOrNull(past.historyFrom),
    to: Date.parse(past.to),
    timeZone: server.timeZone,
    mode: server.mode,
  };
}

/** What can be chosen: queues first, then what queues and agents are grouped by; by name within each. */
export function decodeScopes({ floor }: HistoryScopesQuery): ScopeChoices {
  const { queues } = floor;
  const agents = floor.agents
    .map(({ id, name, team }): KnownAgent => ({ id, name: name ?? id, team }))
    .toSorted((one, other) => byName(one.name, other.name));
  const grouped = (kind: ScopeKind, values: readonly (string | null)[]): readonly ScopeChoice[] =>
    [...new Set(values)]
      .flatMap((value) => (value === null || value === '' ? [] : [value]))
      .toSorted(byName)
      .map((id) => ({ kind, id, name: id }));
  return {
    agents,
    scopes: [
      ...queues
        .map(({ id, name }): ScopeChoice => ({ kind: 'queue', id, name }))
        .toSorted((one, other) => byName(one.name, other.name)),
      ...grouped(
        'channel',
        queues.map(({ channel }) => channel),
      ),
      ...grouped(
        'site',
        [...queues, ...floor.agents].map(({ site }) => site),
      ),
      ...grouped(
        'team',
        agents.map(({ team }) => team),
      ),
      ...grouped(
        'business',
        queues.map(({ business }) => business),
      ),
      ...grouped(
        'language',
        queues.map(({ language }) => language),
      ),
      ...agents.map(({ id, name }): ScopeChoice => ({ kind: 'agent', id, name })),
    ],
  };
}

/** Throws where lists that belong together are of different lengths: a value would stand at a wrong time. */
export function decodeSeries({ history }: HistoryQuery): readonly HistorySeries[] {
  return history.map(({ metric, startsAt, values, corrected, ...series }) => {
    if (values.length !== startsAt.length || corrected.length !== startsAt.length)
      throw new Error(
        `as many values as steps are expected, but got ${values.length} for ${startsAt.length}`,
      );
    return {
      ...series,
      metric: fromWire(metric) as MetricName,
      startsAt: startsAt.map((text) => Date.parse(text)),
      values,
      corrected,
    };
  });
}

export function decodeAgentDay({ agentDay }: AgentDayQuery): AgentDay {
  return {
    ...agentDay,
    name: agentDay.name ?? agentDay.agent,
    startAt: Date.parse(agentDay.startAt),
    endAt: Date.parse(agentDay.endAt),
    segments: agentDay.segments.map((segment) => ({
      ...segment,
      from: Date.parse(segment.from),
      until: instantOrNull(segment.until),
    })),
  };
}

/** In the order in which they fired. */
export function decodeAlerts({ alerts }: PastAlertsQuery): readonly PastAlert[] {
  return alerts
    .map(({ textEn, textZh, ...alert }) => ({
      ...alert,
      firedAt: Date.parse(alert.firedAt),
      resolvedAt: instantOrNull(alert.resolvedAt),
      text: { en: textEn, zh: textZh },
    }))
    .toSorted((one, other) => one.firedAt - other.firedAt);
}

export function decodeDamage({ floor }: HistoryDamageQuery): readonly Damage[] {
  return (floor.log?.damage ?? []).map(({ from, to, textEn, textZh }) => ({
    from: instantOrNull(from),
    to: instantOrNull(to),
    text: { en: textEn, zh: textZh },
  }));
}

function byName(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function instantOrNull(text: string | null): Instant | null {
  return text === null ? null : Date.parse(text);
}
