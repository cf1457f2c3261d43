import type { NumberPart } from '#server/metrics/question.ts';
import { COUNTERS } from '#schema/metrics/counters.ts';
import type { RegisteredMetric } from '#schema/metrics/definitions.ts';
import { formulaOf, type Formula } from '#schema/metrics/formula.ts';
import { EXCLUDED_REASONS } from '#schema/metrics/reasons.ts';
import { variantFormula } from '#schema/metrics/variants.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { ExplanationView } from '#server/metrics/explain.ts';
import type { ContactView, FloorView, NumberAsked } from '#server/metrics/view.ts';

/** A number, what is told of it, and the three lists behind it. */
interface Opened {
  readonly view: FloorView;
  readonly number: NumberAsked;
  readonly definition: RegisteredMetric;
  readonly told: ExplanationView;
  readonly numerator: readonly ContactView[];
  readonly denominator: readonly ContactView[];
  readonly excluded: readonly ContactView[];
}

/** In what the lists behind a number do not fit it, in words; nothing where they do. */
export function listFaults(
  view: FloorView,
  definition: RegisteredMetric,
  asked: Omit<NumberAsked, 'asked'> & { readonly variant: ServiceLevelVariant | null },
): string[] {
  const { scope, window, variant } = asked;
  const number = { scope, window, asked: { metric: definition.id, variant } };
  const opened: Opened = {
    view,
    number,
    definition,
    told: view.explain(number),
    numerator: listed(view, number, 'numerator'),
    denominator: listed(view, number, 'denominator'),
    excluded: listed(view, number, 'excluded'),
  };
  const faults = definition.engine === 'formula' ? formulaFaults(opened) : engineFaults(opened);
  const of = `${definition.id} ${variant ?? ''} ${JSON.stringify(scope)} ${JSON.stringify(window)}`;
  return faults.map((fault) => `${of}: ${fault}`);
}

function listed(view: FloorView, number: NumberAsked, part: NumberPart): ContactView[] {
  return view.behind(number, part).map((row) => view.contact(row));
}

/** Which queue entry a row is about. */
function entryOf({ id, queue, offeredAt, leftAt, exit }: ContactView): string {
  return `${queue} ${id} ${offeredAt} ${leftAt} ${exit}`;
}

function formulaFaults(opened: Opened): string[] {
  const { definition, number, told, numerator, denominator, excluded } = opened;
  const { reading } = told;
  const formula = theFormula(opened);
  const faults = leftOutFaults(opened);
  const expectLength = (what: string, list: readonly unknown[], size: number | null): void => {
    if (list.length !== size)
      faults.push(`${what} lists ${list.length}, but the number is ${size}`);
  };
  const isCount = formula?.numerator.every(({ counter }) => COUNTERS[counter].unit === 'contacts');
  if (isCount ?? true) expectLength('numerator', numerator, reading.numerator);
  if (reading.denominator === null) expectLength('value', numerator, reading.value);
  else expectLength('denominator', denominator, reading.denominator);
  expectLength('told numerator', numerator, told.numeratorCount);
  expectLength('told denominator', denominator, told.denominatorCount);
  expectLength(
    'told excluded',
    excluded,
    told.excluded.reduce((sum, { count }) => sum + count, 0),
  );
  const times = numerator.reduce((sum, { valueMs }) => sum + (valueMs ?? 0), 0);
  if (formula && COUNTERS[formula.numerator[0]!.counter].unit === 'ms')
    if (times !== reading.numerator) faults.push(`times add up to ${times}`);
  if (number.window.kind === 'last') return faults;
  faults.push(...wholeFaults(opened));
  if (definition.unit === 'ratio' && !NO_SUBSET.has(definition.id))
    faults.push(...subsetFaults(opened));
  return faults;
}

/** A rating may come of a conversation that has not ended. */
const NO_SUBSET: ReadonlySet<string> = new Set(['ratingResponseRatio']);

/** Null where each queue has its own. */
function theFormula({ definition, number }: Opened): Formula | null {
  if (definition.id !== 'serviceLevelRatio') return formulaOf(definition.formula);
  const variant = 'variant' in number.asked ? number.asked.variant : null;
  return variant === null ? null : variantFormula(variant);
}

function leftOutFaults({ denominator, excluded }: Opened): string[] {
  const counted = new Set(denominator.map(entryOf));
  const faults: string[] = [];
  for (const row of excluded) {
    if (counted.has(entryOf(row))) faults.push(`${entryOf(row)} counts and is left out`);
    if (row.reason === null || !Object.hasOwn(EXCLUDED_REASONS, row.reason))
      faults.push(`${row.reason} is no known reason`);
  }
  for (const row of denominator) if (row.reason !== null) faults.push('what counts has a reason');
  return faults;
}

/** By arrival: what counts and what is left out are together all that arrived. */
function wholeFaults({ view, definition, number, denominator, excluded }: Opened): string[] {
  const metric = definition.id.startsWith('bot') ? 'botEngaged' : 'offered';
  const all = { ...number, asked: { metric, variant: null } } as const;
  const arrived = new Set(listed(view, all, 'numerator').map(entryOf));
  const told = new Set([...denominator, ...excluded].map(entryOf));
  if (arrived.size === told.size && [...arrived].every((row) => told.has(row))) return [];
  return [`${arrived.size} arrived, but ${told.size} count or are left out`];
}

/** Who is above the line is below it too, as often. */
function subsetFaults({ numerator, denominator }: Opened): string[] {
  const below = new Map<string, number>();
  for (const row of denominator) below.set(entryOf(row), (below.get(entryOf(row)) ?? 0) + 1);
  for (const row of numerator) below.set(entryOf(row), (below.get(entryOf(row)) ?? 0) - 1);
  return [...below]
    .filter(([, times]) => times < 0)
    .map(([entry]) => `${entry} is above the line but not below`);
}

/** Numbers that a procedure works out, where it names the contacts behind them. */
function engineFaults(opened: Opened): string[] {
  const { definition, told, numerator, denominator } = opened;
  const { value, ...reading } = told.reading;
  const faults = leftOutFaults(opened);
  if (definition.unit === 'contacts' && value !== null && numerator.length !== value)
    faults.push(`lists ${numerator.length}, but the number is ${value}`);
  if (definition.engine === 'backlog' && definition.unit === 'ratio') {
    if (numerator.length !== reading.numerator) faults.push('numerator');
    if (denominator.length !== reading.denominator) faults.push('denominator');
    faults.push(...subsetFaults(opened));
  }
  if (definition.engine === 'percentile' || definition.engine === 'longest') {
    const waits = denominator.map(({ valueMs }) => valueMs);
    if (value === null ? waits.length > 0 : !waits.includes(value)) faults.push('no such wait');
  }
  return faults;
}
