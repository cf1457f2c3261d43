import * as v from 'valibot';
import type { MetricText } from './definition.ts';
import { COUNTERS } from './counters.ts';
import { isMetricName } from './definitions.ts';
import { parseFormula, type Formula } from './formula.ts';

/** A metric that a site adds by its configuration: a formula over the counters, worked out like ours. */
export interface SiteMetric {
  readonly id: string;
  readonly unit: 'contacts' | 'ms' | 'ratio' | 'number';
  readonly direction: 'up' | 'down' | 'none';
  /** As written. */
  readonly formula: string;
  readonly worked: Formula;
  readonly en: MetricText;
  readonly zh: MetricText;
}

const words = v.pipe(
  v.string('a text is expected'),
  v.trim(),
  v.minLength(1, 'a text that is not empty is expected'),
  v.maxLength(400, 'at most 400 characters are expected'),
);
const inBoth = v.union(
  [words, v.strictObject({ en: words, zh: words })],
  'a text, or an object with en and zh, is expected',
);
const unit = ['contacts', 'ms', 'ratio', 'number'] as const;
const direction = ['up', 'down', 'none'] as const;

const entries = {
  id: v.pipe(
    v.string('a name is expected'),
    v.regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'a name like myMetric, at most 40 letters, is expected'),
    v.check((id) => !isMetricName(id), "a name that is not one of Tidewall's own is expected"),
  ),
  formula: v.pipe(
    v.string('a formula over counters is expected'),
    v.maxLength(1000, 'a formula of at most 1000 characters is expected'),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const parsed = parseFormula(dataset.value);
      if (!parsed.ok) addIssue({ message: parsed.reason });
    }),
  ),
  unit: v.optional(v.picklist(unit, `one of ${unit.join(', ')} is expected`), 'number'),
  direction: v.optional(
    v.picklist(direction, `one of ${direction.join(', ')} is expected`),
    'none',
  ),
  name: inBoth,
  explanation: v.optional(inBoth),
};
const shape = v.pipe(
  v.strictObject(entries, keysOf(Object.keys(entries).join(', '))),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { unit: of, formula } = dataset.value;
    const parsed = parseFormula(formula);
    const wrong = parsed.ok ? misfit(of, parsed.formula) : null;
    if (wrong === null) return;
    const { value: input } = dataset;
    addIssue({
      message: wrong,
      path: [{ type: 'object', origin: 'value', input, key: 'unit', value: of }],
    });
  }),
);

/** `metrics` of the configuration file. Each message names what is wrong and what is expected. */
export const siteMetrics = v.pipe(
  v.array(shape, 'a list of metrics is expected'),
  v.maxLength(50, 'at most 50 metrics are expected'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value: input } = dataset;
    const ids = input.map(({ id }) => id);
    const key = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    if (key < 0) return;
    addIssue({
      message: `an id of its own is expected, but metric ${ids.indexOf(ids[key]!)} has it, too`,
      path: [{ type: 'array', origin: 'value', input, key, value: input[key] }],
    });
  }),
  v.transform((list): readonly SiteMetric[] => list.map(siteMetric)),
);

/** What is said of an object that has too much, too little, or is none. */
function keysOf(allowed: string): (issue: v.StrictObjectIssue) => string {
  return ({ expected }) => {
    if (expected === 'never') return `unknown key; allowed are ${allowed}`;
    return expected === 'Object' ? `an object with ${allowed} is expected` : 'it is missing';
  };
}

/** Why a formula cannot be read in a unit; null where it can. */
function misfit(of: SiteMetric['unit'], { numerator, denominator }: Formula): string | null {
  const measures = (unitOf: 'contacts' | 'ms'): boolean =>
    numerator.every(({ counter }) => COUNTERS[counter].unit === unitOf);
  const isWhole = numerator.every(({ factor }) => Math.abs(factor) === 1);
  if (of === 'contacts' && !(denominator === null && isWhole && measures('contacts')))
    return 'contacts is expected of a sum of counts only, without factors or a division';
  if (of === 'ms' && !measures('ms'))
    return 'ms is expected of sums of times only (counters that end in Ms)';
  if (of === 'ratio' && denominator === null) return 'ratio is expected of a division only';
  return null;
}

function siteMetric(written: v.InferOutput<typeof shape>): SiteMetric {
  const { id, unit: of, direction: good, formula, name, explanation } = written;
  const parsed = parseFormula(formula);
  if (!parsed.ok) throw new Error(`a formula is expected, but got "${formula}"`);
  const text = (language: 'en' | 'zh'): MetricText => ({
    name: typeof name === 'string' ? name : name[language],
    explanation:
      (typeof explanation === 'string' ? explanation : explanation?.[language]) ?? formula,
  });
  return {
    id,
    unit: of,
    direction: good,
    formula,
    worked: parsed.formula,
    en: text('en'),
    zh: text('zh'),
  };
}
