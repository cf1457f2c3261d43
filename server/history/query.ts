import type { Instant, QueueId } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { localTime, offsetAt, businessDay, type DayRule } from '#schema/time/business-day.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import type { Scope } from '#server/metrics/view.ts';
import { QUARTERS, RowKind } from './day-row.ts';
import { gathererOf, type Gathered, type Gatherer, type Taken } from './gather.ts';
import type { Kept } from './kept.ts';
import { Membership, type HistoryBy, type Run } from './membership.ts';
import { CORRECTED } from './queue-quarters.ts';
import type { RowStore, RowView } from './row-store.ts';
import { refusedStep, stepFinder, stepsOf, type Step } from './steps.ts';

/** `[from, to)` in steps of `stepMs`. */
export interface HistoryAsked {
  readonly scope: Scope;
  readonly metrics: readonly MetricName[];
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
  /** Splits the scope; null: the scope as a whole. */
  readonly by: HistoryBy | null;
  /** Of the service level; null: each queue's own. */
  readonly variant: ServiceLevelVariant | null;
}

/** One metric of one member, step by step; the three lists are of one length. */
export interface HistorySeries {
  readonly scope: string;
  readonly label: string;
  readonly metric: MetricName;
  readonly startAt: Instant;
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
  readonly startsAt: readonly Instant[];
  readonly corrected: readonly boolean[];
}

/** Why a question is not answered: a sentence for who asked. */
export class HistoryRefused extends Error {
  override readonly name = 'HistoryRefused';
}

/** What the answers are read from. */
export interface QuerySources {
  readonly store: RowStore;
  readonly kept: Kept;
  /** The zone of the floor's own day. */
  readonly timeZone: string;
  /** The day of a queue as it is defined now; null for one that is known from the past alone. */
  ruleOf(queue: QueueId): DayRule | null;
}

/** Numbers that are answered at once. */
export const MOST_VALUES = 100_000;

/** Every metric of every member of the scope, in the order they were asked for; throws `HistoryRefused`. */
export function readHistory(sources: QuerySources, asked: HistoryAsked): HistorySeries[] {
  const refused = refusedStep(asked.stepMs);
  if (refused) throw new HistoryRefused(refused);
  return new Query(sources, asked).read();
}

/** A member of `by`: what was gathered for it, metric by metric. */
interface Member {
  label: string;
  readonly gathered: Map<Gatherer, Gathered>;
  /** Steps of which something was kept. */
  readonly known: Map<RowKind, Uint8Array>;
  readonly corrected: Uint8Array;
}

/** The steps as a queue's own day has them. */
interface Grid {
  readonly stepOf: (quarter: Instant) => number;
  /** The last counted quarter of each step. */
  readonly last: Float64Array;
  readonly covered: Float64Array;
  readonly first: Instant;
  readonly end: Instant;
}

class Query {
  readonly #sources: QuerySources;
  readonly #asked: HistoryAsked;
  readonly #steps: readonly Step[];
  readonly #main: DayRule;
  readonly #queueRows: readonly RowView[];
  readonly #membership: Membership;
  readonly #grids = new Map<string, Grid>();
  readonly #members = new Map<string, Member>();
  readonly #gatherers: readonly (Gatherer | null)[];
  readonly #fromDay: number;
  readonly #toDay: number;

  constructor(sources: QuerySources, asked: HistoryAsked) {
    this.#sources = sources;
    this.#asked = asked;
    const { from, to, stepMs, scope, by } = asked;
    // A day more on either side: days of queues in other zones begin and end elsewhere.
    this.#fromDay = Math.floor(from / DAY_MS) - 2;
    this.#toDay = Math.floor(to / DAY_MS) + 2 + Math.ceil(stepMs / DAY_MS);
    const own = by === 'team' || by === 'agent' || (scope.agents ?? []).length > 0;
    this.#gatherers = asked.metrics.map((metric) =>
      gathererOf(metric, { variant: asked.variant, own }),
    );
    // Read once: they say who was in the scope, and most numbers are made of them.
    this.#queueRows = [...this.#scan(RowKind.queue)];
    this.#membership = new Membership(sources.store, this.#queueRows, {
      scope,
      by,
      from: this.#fromDay,
      to: this.#toDay,
    });
    this.#main = this.#sharedRule();
    this.#steps = stepsOf({ from, to, stepMs, rule: this.#main });
  }

  read(): HistorySeries[] {
    const { by, metrics, stepMs } = this.#asked;
    if (by === null) this.#member('total', 'total');
    for (const kind of [RowKind.queue, RowKind.owner, RowKind.agent])
      if (this.#gatherers.some((each) => each?.kind === kind)) this.#gather(kind);
    const members = [...this.#members]
      .filter(
        ([, { known }]) => by === null || [...known.values()].some((each) => each.includes(1)),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (members.length * this.#steps.length * metrics.length > MOST_VALUES)
      throw new HistoryRefused(
        `At most ${MOST_VALUES} values are answered at once, but this asks for ${members.length * this.#steps.length * metrics.length}.`,
      );
    const startsAt = this.#steps.map(({ startAt }) => startAt);
    const { covered } = this.#grid(this.#main);
    return metrics.flatMap((metric, index) =>
      members.map(([scope, member]) => {
        const gatherer = this.#gatherers[index];
        const gathered = gatherer && this.#gathered(member, gatherer);
        const known = gatherer && member.known.get(gatherer.kind);
        return {
          scope,
          label: member.label,
          metric,
          startAt: startsAt[0]!,
          stepMs,
          startsAt,
          values: startsAt.map((_, step) =>
            gathered && known?.[step] ? gathered.read(step, covered) : null,
          ),
          corrected: startsAt.map(
            (_, step) => gatherer?.kind === RowKind.queue && member.corrected[step] === 1,
          ),
        };
      }),
    );
  }

  #gather(kind: RowKind): void {
    const gatherers = this.#gatherers.filter((each) => each?.kind === kind) as Gatherer[];
    const rows = kind === RowKind.queue ? this.#queueRows : this.#scan(kind);
    // Who served a queue at any time of a step belongs to it: an agent's rows are looked at together.
    const runs = kind === RowKind.agent ? this.#agentRuns(rows) : this.#runs(rows);
    for (const { row, run, grid } of runs) this.#take(row, run, { kind, grid, gatherers });
    if (kind === RowKind.owner) this.#notePresence();
  }

  /** Rows of the days asked for, with what the gatherers want of them. */
  #scan(kind: RowKind): Iterable<RowView> {
    const gatherers = this.#gatherers.filter((each) => each?.kind === kind) as Gatherer[];
    const numbers = new Set(gatherers.flatMap((each) => each.numbers));
    const lists = new Set(gatherers.flatMap((each) => each.lists));
    if (kind === RowKind.queue) numbers.add(CORRECTED);
    const { queues, agents } = this.#asked.scope;
    return this.#sources.store.scan({
      kind,
      from: this.#fromDay,
      to: this.#toDay,
      numbers,
      lists,
      ...(kind !== RowKind.agent && queues?.length === 1 && { queue: queues[0]! }),
      ...(kind !== RowKind.queue && agents?.length === 1 && { agent: agents[0]! }),
    });
  }

  #notePresence(): void {
    const grid = this.#grid(this.#main);
    for (const { day, member, label, from, to } of this.#membership.presence()) {
      const known = this.#known(this.#member(member, label), RowKind.owner);
      for (let quarter = from; quarter < to; quarter += 1) {
        const step = grid.stepOf(day * DAY_MS + quarter * QUARTER_MS);
        if (step >= 0 && grid.covered[step]! > 0) known[step] = 1;
      }
    }
  }

  #known(member: Member, kind: RowKind): Uint8Array {
    let known = member.known.get(kind);
    if (!known) member.known.set(kind, (known = new Uint8Array(this.#steps.length)));
    return known;
  }

  *#runs(rows: Iterable<RowView>): Generator<{ row: RowView; run: Run; grid: Grid }> {
    for (const row of rows) {
      const grid = this.#grid(this.#ruleOf(row.key.queue));
      if (this.#isOutside(row, grid)) continue;
      for (const run of this.#membership.runsOf(row)) yield { row, run, grid };
    }
  }

  *#agentRuns(rows: Iterable<RowView>): Generator<{ row: RowView; run: Run; grid: Grid }> {
    const grid = this.#grid(this.#main);
    const agents = new Map<string, RowView[]>();
    for (const row of rows) {
      if (this.#isOutside(row, grid)) continue;
      const own = agents.get(row.key.agent);
      if (own) own.push(row);
      else agents.set(row.key.agent, [row]);
    }
    for (const own of agents.values()) {
      const stepAt = (row: RowView, quarter: number): number =>
        grid.stepOf(row.key.day * DAY_MS + quarter * QUARTER_MS);
      for (const found of this.#membership.agentRunsOf(own, stepAt)) yield { ...found, grid };
    }
  }

  #isOutside({ key }: RowView, { first, end }: Grid): boolean {
    return (key.day + 1) * DAY_MS <= first || key.day * DAY_MS >= end;
  }

  #take(
    row: RowView,
    run: Run,
    of: { readonly kind: RowKind; readonly grid: Grid; readonly gatherers: readonly Gatherer[] },
  ): void {
    const member = this.#member(run.member, run.label);
    const { kind, grid } = of;
    const { steps, lastOf, counted } = this.#placesOf(row, run, grid);
    const known = this.#known(member, kind);
    for (let quarter = run.from; quarter < run.to; quarter += 1)
      if (steps[quarter]! >= 0 && counted[quarter] === 1) known[steps[quarter]!] = 1;
    const taken: Taken = { row, from: run.from, to: run.to, steps, lastOf, variant: run.variant };
    for (const gatherer of of.gatherers) this.#gathered(member, gatherer).take(taken);
    const told = kind === RowKind.queue ? row.numbers.get(CORRECTED) : undefined;
    if (!told) return;
    for (let quarter = run.from; quarter < run.to; quarter += 1)
      if (told[quarter]! > 0 && steps[quarter]! >= 0) member.corrected[steps[quarter]!] = 1;
  }

  /** Of each quarter of the row: its step, the step that it is the last of, and whether it was counted. */
  #placesOf(row: RowView, run: Run, grid: Grid) {
    const steps = new Int32Array(QUARTERS).fill(-1);
    const lastOf = new Int32Array(QUARTERS).fill(-1);
    const counted = new Uint8Array(QUARTERS);
    for (let quarter = run.from; quarter < run.to; quarter += 1) {
      if (run.only && run.only[quarter] === 0) continue;
      const start = row.key.day * DAY_MS + quarter * QUARTER_MS;
      const step = grid.stepOf(start);
      steps[quarter] = step;
      if (step < 0) continue;
      // Told of a time in which no floor was there: what it tells of counts all the same.
      counted[quarter] = grid.covered[step]! > 0 || hasAny(row, quarter) ? 1 : 0;
      if (grid.last[step] === start) lastOf[quarter] = step;
    }
    return { steps, lastOf, counted };
  }

  #member(key: string, label: string): Member {
    let member = this.#members.get(key);
    if (!member) {
      const corrected = new Uint8Array(this.#steps.length);
      member = { label, gathered: new Map(), known: new Map(), corrected };
      this.#members.set(key, member);
    }
    member.label = label;
    return member;
  }

  #gathered(member: Member, gatherer: Gatherer): Gathered {
    let gathered = member.gathered.get(gatherer);
    if (!gathered) {
      gathered = gatherer.begin(this.#steps.length);
      member.gathered.set(gatherer, gathered);
    }
    return gathered;
  }

  /** The day of all queues in the scope where they share one, else the floor's (SPEC T-9). */
  #sharedRule(): DayRule {
    const floor = { timeZone: this.#sources.timeZone, dayStartMinutes: 0 };
    const rules = new Map<string, DayRule>();
    for (const queue of this.#membership.queuesSeen()) {
      const rule = this.#ruleOf(queue);
      rules.set(`${rule.timeZone}|${rule.dayStartMinutes}`, rule);
    }
    const [only] = rules.values();
    return rules.size === 1 ? only! : floor;
  }

  #ruleOf(queue: QueueId): DayRule {
    return (
      this.#sources.ruleOf(queue) ??
      this.#membership.lastRuleOf(queue) ?? { timeZone: this.#sources.timeZone, dayStartMinutes: 0 }
    );
  }

  #grid(rule: DayRule): Grid {
    const name =
      this.#asked.stepMs % DAY_MS === 0 ? `${rule.timeZone}|${rule.dayStartMinutes}` : 'parts';
    let grid = this.#grids.get(name);
    if (!grid) this.#grids.set(name, (grid = this.#makeGrid(rule)));
    return grid;
  }

  #makeGrid(rule: DayRule): Grid {
    const isDays = this.#asked.stepMs % DAY_MS === 0;
    const steps = isDays
      ? this.#steps.map((step) => onSameDates(step, this.#main, rule))
      : this.#steps;
    const { covered, last } = this.#sources.kept.over(steps);
    return {
      stepOf: stepFinder(steps),
      covered,
      last,
      first: steps[0]!.startAt,
      end: steps.at(-1)!.endAt,
    };
  }
}

function hasAny(row: RowView, quarter: number): boolean {
  for (const column of row.numbers.values()) if (column[quarter] !== 0) return true;
  return false;
}

/** The days of another rule that begin on the same local dates. */
function onSameDates(step: Step, main: DayRule, rule: DayRule): Step {
  if (rule.timeZone === main.timeZone && rule.dayStartMinutes === main.dayStartMinutes) return step;
  const first = localTime(step.startAt, main.timeZone).dayNumber;
  const next = localTime(step.endAt, main.timeZone).dayNumber;
  return { startAt: dayOn(first, rule), endAt: dayOn(next, rule) };
}

function dayOn(dayNumber: number, rule: DayRule): Instant {
  const wall = dayNumber * DAY_MS + rule.dayStartMinutes * MINUTE_MS + HOUR_MS;
  return businessDay(wall - offsetAt(wall, rule.timeZone), rule).startAt;
}
