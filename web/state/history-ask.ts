import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { wallDay, wallPlaces, weekdayOf, type WallDay } from '#web/format/wall-time.ts';
import type { Answer } from './answer.ts';
import type {
  AgentDay,
  HistoryApi,
  HistoryScope,
  HistorySeries,
  SeriesAsked,
} from './history-model.ts';

/*
 * Questions that need more than one answer of the server: the same weekday of many weeks, all days of
 * many weeks, a whole team.
 */

/** A step of a series where the zone's wall clock has it. */
export interface PlacedStep {
  readonly at: Instant;
  readonly dayNumber: number;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly minutes: number;
  readonly again: boolean;
  readonly value: number | null;
  readonly corrected: boolean;
}

export interface DayOfSteps {
  readonly day: WallDay;
  readonly steps: readonly PlacedStep[];
}

/** What a number is asked of, for how long and in which steps. */
export interface MetricAsked {
  readonly scope: HistoryScope;
  readonly metric: MetricName;
  readonly variant: string | null;
  readonly timeZone: string;
}

/** A day and the same weekday of the weeks before it, the nearest first. */
export interface DayAndOthers {
  readonly today: DayOfSteps;
  readonly others: readonly DayOfSteps[];
}

/** How many questions are on their way at once. */
const AT_ONCE = 4;
const WEEK_DAYS = 7;

/** The steps of one day. */
export async function askDay(
  api: HistoryApi,
  asked: MetricAsked & { readonly day: number; readonly stepMs: number },
): Promise<Answer<DayOfSteps>> {
  const day = wallDay(asked.day, asked.timeZone);
  if (day === null) return refused('no such day');
  const answer = await api.series({
    ...seriesAsked(asked),
    from: day.startAt,
    to: day.endAt,
    stepMs: asked.stepMs,
  });
  if (!answer.ok) return answer;
  return { ok: true, value: { day, steps: placedSteps(answer.value[0], asked.timeZone) } };
}

/** A day with the same weekday of so many weeks before; weeks before `keptFrom` are not asked for. */
export async function askDayAndOthers(
  api: HistoryApi,
  asked: MetricAsked & {
    readonly day: number;
    readonly stepMs: number;
    readonly weeks: number;
    readonly keptFrom: Instant;
  },
): Promise<Answer<DayAndOthers>> {
  const days = sameWeekdays(asked);
  const answers = await inTurn([asked.day, ...days], (day) => askDay(api, { ...asked, day }));
  const found: DayOfSteps[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    found.push(answer.value);
  }
  const [today, ...others] = found;
  return { ok: true, value: { today: today!, others } };
}

/** All half hours of the whole days of so many weeks before a day, that day not included. */
export async function askWeeks(
  api: HistoryApi,
  asked: MetricAsked & {
    readonly day: number;
    readonly weeks: number;
    readonly keptFrom: Instant;
  },
): Promise<Answer<readonly PlacedStep[]>> {
  const { day, timeZone, keptFrom } = asked;
  const weeks = Array.from({ length: asked.weeks }, (_, place) => day - (place + 1) * WEEK_DAYS);
  const kept = weeks.filter((first) => (startOf(first + WEEK_DAYS, timeZone) ?? 0) > keptFrom);
  const answers = await inTurn(kept, (first) =>
    api.series({
      ...seriesAsked(asked),
      from: Math.max(startOf(first, timeZone)!, dayStartAt(keptFrom, timeZone, first)),
      to: startOf(first + WEEK_DAYS, timeZone)!,
      stepMs: 30 * MINUTE_MS,
    }),
  );
  const steps: PlacedStep[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    steps.push(...placedSteps(answer.value[0], timeZone));
  }
  return { ok: true, value: steps };
}

/** The days of agents; one whom the server does not know is left out. */
export async function askAgentDays(
  api: HistoryApi,
  agents: readonly string[],
  at: Instant,
): Promise<Answer<readonly AgentDay[]>> {
  const answers = await inTurn(agents, (agent) => api.agentDay(agent, at));
  const days = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  const failed = answers.find((answer) => !answer.ok);
  if (failed !== undefined && (days.length === 0 || failed.unauthorised)) return failed;
  return { ok: true, value: days };
}

/** The numbers of the same weekday of the weeks before a day, the nearest first, as far as they are kept. */
export function sameWeekdays(asked: {
  readonly day: number;
  readonly weeks: number;
  readonly keptFrom: Instant;
  readonly timeZone: string;
}): readonly number[] {
  return Array.from({ length: asked.weeks }, (_, place) => asked.day - (place + 1) * WEEK_DAYS)
    .map((number) => wallDay(number, asked.timeZone))
    .filter((day) => day !== null && day.endAt > asked.keptFrom)
    .map((day) => day!.dayNumber);
}

/** Where a series' steps stand on a zone's wall clock. None of what is not there. */
export function placedSteps(
  series: HistorySeries | undefined,
  timeZone: string,
): readonly PlacedStep[] {
  if (series === undefined) return [];
  return wallPlaces(series.startsAt, timeZone).map((place, index) => ({
    ...place,
    weekday: weekdayOf(place.dayNumber),
    at: series.startsAt[index]!,
    value: series.values[index]!,
    corrected: series.corrected[index]!,
  }));
}

/** Answers in the order of the questions, a few on their way at once; after a failure no more are asked. */
export async function inTurn<Question, T>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<Answer<T>>,
): Promise<readonly Answer<T>[]> {
  const answers: Answer<T>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < questions.length) {
      const place = next;
      next += 1;
      const answer = await ask(questions[place]!);
      answers[place] = answer;
      if (!answer.ok && answer.unauthorised) next = questions.length;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers.filter((answer) => answer !== undefined);
}

function seriesAsked({
  scope,
  metric,
  variant,
}: MetricAsked): Omit<SeriesAsked, 'from' | 'to' | 'stepMs'> {
  return { scope, metrics: [metric], by: null, variant };
}

/** The start of a day; where its date was left out, of the one after it. */
function startOf(dayNumber: number, timeZone: string): Instant | null {
  return (wallDay(dayNumber, timeZone) ?? wallDay(dayNumber + 1, timeZone))?.startAt ?? null;
}

function dayStartAt(at: Instant, timeZone: string, notBefore: number): Instant {
  for (let day = notBefore; day < notBefore + WEEK_DAYS; day += 1) {
    const there = wallDay(day, timeZone);
    if (there !== null && there.endAt > at) return there.startAt;
  }
  return at - (at % HOUR_MS);
}

function refused<T>(message: string): Answer<T> {
  return { ok: false, unauthorised: false, message };
}
