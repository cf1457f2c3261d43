import type { Answer } from '#web/state/answer.ts';
import type {
  AgentDay,
  Damage,
  HistoryApi,
  HistorySeries,
  Kept,
  PastAlert,
  ScopeChoices,
  SeriesAsked,
} from '#web/state/history-model.ts';

/** A history whose answers are made here; it notes what it is asked, and can be made to wait or fail. */
export interface FakeHistory extends HistoryApi {
  readonly asked: SeriesAsked[];
  readonly agentsAsked: string[];
  kept_: Kept;
  value: (asked: SeriesAsked, at: number, metric: string, member: string) => number | null;
  /** Answers wait for it. */
  gate: Promise<void>;
  failing: boolean;
  alertsFail: boolean;
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  queue: ['billing', 'sales'],
  agent: ['ann', 'bob'],
};

export function fakeHistory(kept: Kept): FakeHistory {
  const answer = async <T>(value: () => T): Promise<Answer<T>> => {
    await fake.gate;
    if (fake.failing) return { ok: false, unauthorised: false, message: 'out of order' };
    return { ok: true, value: value() };
  };
  const fake: FakeHistory = {
    asked: [],
    agentsAsked: [],
    kept_: kept,
    value: () => 1,
    gate: Promise.resolve(),
    failing: false,
    alertsFail: false,
    kept: () => answer(() => fake.kept_),
    scopes: () =>
      answer((): ScopeChoices => ({
        scopes: [{ kind: 'queue', id: 'billing', name: '账单 Billing' }],
        agents: [
          { id: 'ann', name: 'Ann', team: 'early' },
          { id: 'bob', name: 'Bob', team: 'early' },
          { id: 'cat', name: 'Cat', team: null },
        ],
      })),
    series(asked) {
      fake.asked.push(asked);
      return answer(() => seriesFor(asked));
    },
    agentDay(agent, at) {
      fake.agentsAsked.push(agent);
      if (agent === 'bob') {
        return Promise.resolve({ ok: false, unauthorised: false, message: 'nobody knows bob' });
      }
      return answer((): AgentDay => ({
        ...{ agent, name: agent, team: 'early', startAt: at - 1, endAt: at + 1 },
        segments: [{ state: 'TALKING', reason: null, from: at - 1, until: null }],
      }));
    },
    alerts: () =>
      fake.alertsFail
        ? Promise.resolve({ ok: false, unauthorised: false, message: 'no alerts' })
        : answer((): readonly PastAlert[] => []),
    damage: () => answer((): readonly Damage[] => []),
  };
  return fake;

  function seriesFor(asked: SeriesAsked): readonly HistorySeries[] {
    const members = asked.by === null ? ['total'] : (MEMBERS[asked.by] ?? []);
    const startsAt: number[] = [];
    for (let at = asked.from; at < asked.to; at += asked.stepMs) startsAt.push(at);
    return members.flatMap((scope) =>
      asked.metrics.map((metric) => ({
        ...{ scope, label: scope.toUpperCase(), metric, stepMs: asked.stepMs, startsAt },
        values: startsAt.map((at) => fake.value(asked, at, metric, scope)),
        corrected: startsAt.map(() => false),
      })),
    );
  }
}
