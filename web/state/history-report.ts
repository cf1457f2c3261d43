import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { wallDay, type WallDay } from '#web/format/wall-time.ts';
import type { Answer } from './answer.ts';
import { askDayAndOthers, inTurn, sameWeekdays, type DayAndOthers } from './history-ask.ts';
import type {
  Damage,
  HistoryApi,
  HistoryScope,
  HistorySeries,
  PastAlert,
} from './history-model.ts';

/** The numbers of a day, in the order in which they are reported. */
export const REPORT_METRICS = [
  'offered',
  'answered',
  'abandoned',
  'abandonmentRatio',
  'serviceLevelRatio',
  'averageSpeedOfAnswerMs',
  'averageHandleTimeMs',
  'longestWaitMs',
  'occupancyRatio',
] as const satisfies readonly MetricName[];
export type ReportMetric = (typeof REPORT_METRICS)[number];

/** With which weekdays a day is compared. */
export const REPORT_WEEKS = 8;

/** A queue's, or the scope's, day in numbers. */
export interface ReportRow {
  readonly id: string;
  readonly name: string;
  readonly values: Readonly<Record<ReportMetric, number | null>>;
  /** The same weekdays before, each day that has a value. */
  readonly others: Readonly<Record<ReportMetric, readonly number[]>>;
}

/** All of a day that is put on paper. */
export interface Report {
  readonly day: WallDay;
  readonly total: ReportRow;
  readonly queues: readonly ReportRow[];
  /** How many of the weekdays before have any value. */
  readonly found: number;
  readonly offered: DayAndOthers;
  readonly serviceLevel: DayAndOthers;
  /** Null where they could not be asked. */
  readonly alerts: readonly PastAlert[] | null;
  readonly damage: readonly Damage[];
}

export interface ReportAsked {
  readonly scope: HistoryScope;
  readonly day: number;
  readonly timeZone: string;
  readonly keptFrom: Instant;
}

/** Asks for everything that a day's report says. Without alerts it is still worth reading, without numbers not. */
export async function askReport(api: HistoryApi, asked: ReportAsked): Promise<Answer<Report>> {
  const day = wallDay(asked.day, asked.timeZone);
  if (day === null) return { ok: false, unauthorised: false, message: 'no such day' };
  const { scope } = asked;
  const [numbers, offered, serviceLevel, alerts, damage] = await Promise.all([
    askNumbers(api, asked),
    askSteps(api, asked, 'offered'),
    askSteps(api, asked, 'serviceLevelRatio'),
    api.alerts({ scope, from: day.startAt, to: day.endAt }),
    api.damage(),
  ]);
  if (!numbers.ok) return numbers;
  if (!offered.ok) return offered;
  if (!serviceLevel.ok) return serviceLevel;
  return {
    ok: true,
    value: {
      day,
      ...numbers.value,
      offered: offered.value,
      serviceLevel: serviceLevel.value,
      alerts: alerts.ok ? alerts.value : null,
      damage: damage.ok ? damage.value.filter((one) => touches(one, day)) : [],
    },
  };
}

async function askNumbers(
  api: HistoryApi,
  asked: ReportAsked,
): Promise<Answer<Pick<Report, 'total' | 'queues' | 'found'>>> {
  const others = sameWeekdays({ ...asked, weeks: REPORT_WEEKS });
  const questions = [asked.day, ...others].flatMap((day) =>
    ([null, 'queue'] as const).map((by) => ({ day: wallDay(day, asked.timeZone)!, by })),
  );
  const answers = await inTurn(questions, ({ day, by }) =>
    api.series({
      scope: asked.scope,
      metrics: REPORT_METRICS,
      from: day.startAt,
      to: day.endAt,
      stepMs: DAY_MS,
      by,
      variant: null,
    }),
  );
  const series: (readonly HistorySeries[])[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    series.push(answer.value);
  }
  const totals = series.filter((_, place) => place % 2 === 0);
  const queues = series.filter((_, place) => place % 2 === 1);
  const names = new Map((queues[0] ?? []).map(({ scope, label }) => [scope, label]));
  const total = rowOf('', '', totals);
  return {
    ok: true,
    value: {
      total,
      queues: [...names]
        .map(([id, name]) =>
          rowOf(
            id,
            name,
            queues.map((day) => day.filter(({ scope }) => scope === id)),
          ),
        )
        .filter(({ values }) => values.offered !== null)
        .toSorted((one, other) => (other.values.offered ?? 0) - (one.values.offered ?? 0)),
      found: total.others.offered.length,
    },
  };
}

/** Half hours of the day and of the weekdays before. */
function askSteps(
  api: HistoryApi,
  asked: ReportAsked,
  metric: MetricName,
): Promise<Answer<DayAndOthers>> {
  return askDayAndOthers(api, {
    ...asked,
    metric,
    variant: null,
    stepMs: 30 * MINUTE_MS,
    weeks: REPORT_WEEKS,
  });
}

/** `days`: the series of one member, of the reported day first. */
function rowOf(id: string, name: string, days: readonly (readonly HistorySeries[])[]): ReportRow {
  const valueOf = (day: readonly HistorySeries[], metric: ReportMetric): number | null =>
    day.find((series) => series.metric === metric)?.values.find((value) => value !== null) ?? null;
  const [today = [], ...others] = days;
  return {
    id,
    name: name === '' ? id : name,
    values: byMetric((metric) => valueOf(today, metric)),
    others: byMetric((metric) =>
      others.map((day) => valueOf(day, metric)).filter((value) => value !== null),
    ),
  };
}

function byMetric<T>(value: (metric: ReportMetric) => T): Readonly<Record<ReportMetric, T>> {
  return Object.fromEntries(REPORT_METRICS.map((metric) => [metric, value(metric)])) as Record<
    ReportMetric,
    T
  >;
}

function touches({ from, to }: Damage, day: WallDay): boolean {
  return (from ?? -Infinity) < day.endAt && (to ?? Infinity) >= day.startAt;
}
