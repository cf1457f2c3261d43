import type { MetricDefinition } from '#schema/metrics/definition.ts';
import { definitionOf, type MetricName } from '#schema/metrics/definitions.ts';
import type { Counter } from '#schema/metrics/counters.ts';
import type { Sum } from '#schema/metrics/formula.ts';
import { SERVICE_LEVEL_VARIANTS, type ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { READY, TIME_SHARES } from '#server/metrics/engines/agent-time.ts';
import { STATES_NOW } from '#server/metrics/engines/agents-now.ts';
import { readEstimate } from '#server/metrics/engines/estimate.ts';
import { nearestRank } from '#server/metrics/engines/waits.ts';
import { formulaFor } from '#server/metrics/formula.ts';
import { STATE_MS, TIME_PARTS, type TimePartMetric } from './agent-quarters.ts';
import { RowKind } from './day-row.ts';
import { END, END_COUNTS, END_LONGEST } from './ends.ts';
import { FLOW, type FlowPhase } from './flow.ts';
import { peakOf, type PeakQuarter } from './peak.ts';
import { LONGEST, WAITS } from './queue-quarters.ts';
import type { RowView } from './row-store.ts';

/*
 * How the rows of a step become its number: each metric has a gatherer, which takes what it wants of
 * every row that is in the scope and then answers. As on the wall sums are summed before they are
 * divided, and a percentile is of all waits together.
 */

/** A row's quarters `[from, to)` that count for a member, with the step of each; -1 for none. */
export interface Taken {
  readonly row: RowView;
  readonly from: number;
  readonly to: number;
  readonly steps: Int32Array;
  /** Of the quarters that are a step's last: its number; otherwise -1. */
  readonly lastOf: Int32Array;
  /** The queue's own in these quarters. */
  readonly variant: ServiceLevelVariant;
}

/** How long the floor was there in each step, in milliseconds. */
export type Covered = Float64Array;

/** What was gathered for one member: a number a step; null where nothing counts. */
export interface Gathered {
  take(taken: Taken): void;
  read(step: number, covered: Covered): number | null;
}

export interface Gatherer {
  /** Rows that the number is made of, where it is asked of queues. */
  readonly kind: RowKind;
  readonly numbers: readonly string[];
  readonly lists: readonly string[];
  begin(steps: number): Gathered;
}

/**
 * How a metric's history is gathered; null where it has none: what no source measures (SPEC M-13).
 * `own`: of what agents have to their name, instead of whole queues; null, too, for a metric that is
 * not of a team.
 */
export function gathererOf(
  metric: MetricName,
  { variant, own }: { readonly variant: ServiceLevelVariant | null; readonly own: boolean },
): Gatherer | null {
  const definition: MetricDefinition = definitionOf(metric);
  if (own && !definition.scopes.includes('team')) return null;
  const kind = own ? RowKind.owner : RowKind.queue;
  const formula = formulaFor(metric, variant);
  if (formula) return ofFormula(kind, definition, formula);
  switch (definition.engine) {
    case 'longest':
      return { kind, numbers: [LONGEST], lists: [], begin: longest(LONGEST) };
    case 'percentile':
      return percentile(metric === 'speedOfAnswerP90Ms' ? 90 : 50);
    case 'peak':
      return peak(metric === 'peakWaiting' ? 'waiting' : 'serving');
    case 'now':
      if (metric === 'longestWaitingMs') return ofEnd(metric);
      return average(kind, [FLOW[metric === 'serving' ? 'serving' : 'waiting'].ms]);
    case 'backlog':
    case 'estimate':
      return ofEnd(metric);
    case 'agentsNow':
      return average(RowKind.agent, STATES_NOW[metric]!.map(STATE_MS));
    case 'agentTime': {
      const share = TIME_SHARES[metric]!;
      return quotient([...share.of].map(STATE_MS), [...share.in].map(STATE_MS));
    }
    case 'slots':
    case 'plan':
      return metric === 'conformanceRatio' ? conformance() : ofParts(metric as TimePartMetric);
    default:
      return null;
  }
}

type FormulaFor = NonNullable<ReturnType<typeof formulaFor>>;

function ofFormula(kind: RowKind, { unit }: MetricDefinition, formula: FormulaFor): Gatherer {
  const formulas = new Map(
    SERVICE_LEVEL_VARIANTS.map((each) => [each, formula({ variant: each })]),
  );
  const counters = new Set<Counter>();
  for (const { numerator, denominator } of formulas.values())
    for (const sum of [numerator, denominator ?? []])
      for (const { counter } of sum) counters.add(counter);
  const isQuotient = [...formulas.values()].some(({ denominator }) => denominator !== null);
  return {
    kind,
    numbers: [...counters],
    lists: [],
    begin(count) {
      const numerators = new Float64Array(count);
      const denominators = new Float64Array(count);
      return {
        take(taken) {
          const { numerator, denominator } = formulas.get(taken.variant)!;
          addSum(numerators, numerator, taken);
          if (denominator) addSum(denominators, denominator, taken);
        },
        read(step) {
          if (!isQuotient) return numerators[step]!;
          const value = shareOf(numerators[step]!, denominators[step]!);
          return unit === 'ratio' && (value ?? 0) > 1 ? null : value;
        },
      };
    },
  };
}

function addSum(target: Float64Array, sum: Sum, { row, from, to, steps }: Taken): void {
  for (const { counter, factor } of sum) {
    const column = row.numbers.get(counter);
    if (!column) continue;
    for (let quarter = from; quarter < to; quarter += 1) {
      const value = column[quarter]!;
      const step = steps[quarter]!;
      if (value !== 0 && step >= 0) target[step]! += factor * value;
    }
  }
}

/** Sums columns into one number a step. */
function summer(names: readonly string[], count: number) {
  const sums = new Float64Array(count);
  return {
    sums,
    take(taken: Taken): void {
      for (const name of names) addColumn(sums, name, taken, taken.steps);
    },
  };
}

function addColumn(target: Float64Array, name: string, taken: Taken, steps: Int32Array): void {
  const column = taken.row.numbers.get(name);
  if (!column) return;
  for (let quarter = taken.from; quarter < taken.to; quarter += 1) {
    const step = steps[quarter]!;
    if (step >= 0) target[step]! += column[quarter]!;
  }
}

function quotient(above: readonly string[], below: readonly string[]): Gatherer {
  return {
    kind: RowKind.agent,
    numbers: [...new Set([...above, ...below])],
    lists: [],
    begin(count) {
      const numerator = summer(above, count);
      const denominator = summer(below, count);
      return {
        take(taken) {
          numerator.take(taken);
          denominator.take(taken);
        },
        read: (step) => shareOf(numerator.sums[step]!, denominator.sums[step]!),
      };
    },
  };
}

function ofParts(metric: TimePartMetric): Gatherer {
  const [numerator, denominator] = TIME_PARTS[metric];
  return quotient([numerator], [denominator]);
}

/** Time ready of those who had work planned in the step, over the time planned (SPEC A-9). */
function conformance(): Gatherer {
  const planned = TIME_PARTS.conformanceRatio[1];
  const ready = [...READY].map(STATE_MS);
  return {
    kind: RowKind.agent,
    numbers: [planned, ...ready],
    lists: [],
    begin(count) {
      const agents = new Map<string, { take(taken: Taken): void; sums: Float64Array }[]>();
      return {
        take(taken) {
          const { agent } = taken.row.key;
          let parts = agents.get(agent);
          if (!parts) agents.set(agent, (parts = [summer(ready, count), summer([planned], count)]));
          for (const part of parts) part.take(taken);
        },
        read(step) {
          let readyMs = 0;
          let plannedMs = 0;
          for (const [own, plan] of agents.values()) {
            if (plan!.sums[step] === 0) continue;
            readyMs += own!.sums[step]!;
            plannedMs += plan!.sums[step]!;
          }
          return shareOf(readyMs, plannedMs);
        },
      };
    },
  };
}

/** Time over time: how many at once, on average, while the floor was there. */
function average(kind: RowKind, names: readonly string[]): Gatherer {
  return {
    kind,
    numbers: names,
    lists: [],
    begin(count) {
      const { sums, take } = summer(names, count);
      return { take, read: (step, covered) => shareOf(sums[step]!, covered[step]!) };
    },
  };
}

/** The longest of times that lie a millisecond higher than they are. */
function longest(name: string, atEnd = false): (count: number) => Gathered {
  return (count) => {
    const most = new Float64Array(count);
    return {
      take(taken) {
        const column = taken.row.numbers.get(name);
        if (!column) return;
        const steps = atEnd ? taken.lastOf : taken.steps;
        for (let quarter = taken.from; quarter < taken.to; quarter += 1) {
          const step = steps[quarter]!;
          if (step >= 0) most[step] = Math.max(most[step]!, column[quarter]!);
        }
      },
      read: (step) => (most[step] === 0 ? null : most[step]! - 1),
    };
  };
}

function percentile(percent: number): Gatherer {
  return {
    kind: RowKind.queue,
    numbers: [],
    lists: [WAITS],
    begin(count) {
      const waits: (readonly number[])[][] = Array.from({ length: count }, () => []);
      return {
        take({ row, from, to, steps }) {
          const column = row.lists.get(WAITS);
          if (!column) return;
          for (let quarter = from; quarter < to; quarter += 1) {
            const values = column[quarter];
            const step = steps[quarter]!;
            if (values && step >= 0) waits[step]!.push(values);
          }
        },
        read(step) {
          const all = Float64Array.from(waits[step]!.flat()).sort();
          return all.length === 0 ? null : nearestRank(all, percent);
        },
      };
    },
  };
}

function peak(phase: FlowPhase): Gatherer {
  const { base, begins, ends } = FLOW[phase];
  return {
    kind: RowKind.queue,
    numbers: [base],
    lists: [begins, ends],
    begin(count) {
      const steps: Map<number, PeakQuarter>[] = Array.from({ length: count }, () => new Map());
      return {
        take(taken) {
          const { row, from, to } = taken;
          for (let quarter = from; quarter < to; quarter += 1) {
            const step = taken.steps[quarter]!;
            if (step < 0) continue;
            const name = row.key.day * 100 + quarter;
            let at = steps[step]!.get(name);
            if (!at) steps[step]!.set(name, (at = { base: 0, begins: [], ends: [] }));
            at.base += row.numbers.get(base)?.[quarter] ?? 0;
            at.begins.push(...(row.lists.get(begins)?.[quarter] ?? []));
            at.ends.push(...(row.lists.get(ends)?.[quarter] ?? []));
          }
        },
        read: (step) => Math.max(0, ...[...steps[step]!.values()].map(peakOf)),
      };
    },
  };
}

/** What was so when the step was over. */
function ofEnd(metric: MetricName): Gatherer {
  const kind = RowKind.queue;
  const at = END.of(metric);
  if ((END_LONGEST as readonly string[]).includes(metric))
    return { kind, numbers: [at], lists: [], begin: longest(at, true) };
  const isCount = (END_COUNTS as readonly string[]).includes(metric);
  const isEstimate = metric === 'liveHandleTimeMs';
  const names = isCount ? [at] : isEstimate ? ESTIMATE : [END.inTime, END.withDue];
  return {
    kind,
    numbers: names,
    lists: [],
    begin(count) {
      const sums = names.map(() => new Float64Array(count));
      return {
        take(taken) {
          names.forEach((name, index) => addColumn(sums[index]!, name, taken, taken.lastOf));
        },
        read(step) {
          const [first = 0, second = 0, running = 0, usualMs = 0, usual = 0] = sums.map(
            (sum) => sum[step]!,
          );
          if (isCount) return first;
          if (!isEstimate) return shareOf(first, second);
          return readEstimate({ takenMs: first, finished: second, running, usualMs, usual }).value;
        },
      };
    },
  };
}

const ESTIMATE = [END.takenMs, END.finished, END.running, END.usualMs, END.usual];

function shareOf(numerator: number, denominator: number): number | null {
  return denominator > 0 ? numerator / denominator : null;
}
