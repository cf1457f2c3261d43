import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COUNTERS } from '#schema/metrics/counters.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { formulaOf } from '#schema/metrics/formula.ts';
import { EXCLUDED_REASONS } from '#schema/metrics/reasons.ts';
import { VARIANT_DEFINITIONS } from '#schema/metrics/variants.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';

const folder = new URL('.', import.meta.url);
const scores = readdirSync(folder)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'));
const law = readFileSync(new URL('../../../../schema/SPEC.md', import.meta.url), 'utf8');

/** Every text of the registry that a person reads, with where it stands. */
const TEXTS: readonly { readonly of: string; readonly en: string; readonly zh: string }[] = [
  ...METRIC_DEFINITIONS.flatMap(({ id, en, zh }) => [
    { of: `${id}, name`, en: en.name, zh: zh.name },
    { of: `${id}, explanation`, en: en.explanation, zh: zh.explanation },
  ]),
  ...METRIC_DEFINITIONS.flatMap(({ id, formula, formulaZh = '', engine }) =>
    engine === 'formula' ? [] : [{ of: `${id}, formula`, en: formula, zh: formulaZh }],
  ),
  ...Object.entries(COUNTERS).map(([of, { en, zh }]) => ({ of, en, zh })),
  ...Object.entries(EXCLUDED_REASONS).map(([of, { en, zh }]) => ({ of, en, zh })),
  ...VARIANT_DEFINITIONS.map(({ id, en, zh }) => ({ of: id, en, zh })),
];

describe('every metric of the registry', () => {
  test('is worked out by hand in a scenario of this folder', () => {
    const missing = METRIC_DEFINITIONS.map(({ id }) => id).filter(
      (id) => !scores.some((score) => new RegExp(`\\b${id}: `).test(score)),
    );
    expect(missing).toEqual([]);
  });

  test('is explained in both languages', () => {
    for (const { of, en, zh } of TEXTS) {
      expect(en, of).toMatch(/[A-Za-z]{3}/);
      expect(zh, of).toMatch(/\p{Script=Han}/u);
    }
  });

  test('has a name that no other has, in either language', () => {
    for (const language of ['en', 'zh'] as const) {
      const names = METRIC_DEFINITIONS.map((definition) => definition[language].name);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });

  test('quotes a rule of SPEC.md that stands', () => {
    const unknown = METRIC_DEFINITIONS.filter(({ rule }) => !law.includes(`- **${rule}** `));
    expect(unknown.map(({ id, rule }) => `${id}: ${rule}`)).toEqual([]);
  });

  test('says in each unit what a formula can say: shares are counts over counts', () => {
    for (const { id, unit, engine, formula } of METRIC_DEFINITIONS) {
      if (engine !== 'formula') continue;
      const { numerator, denominator } = formulaOf(formula);
      const units = (sum: typeof numerator): string[] => [
        ...new Set(sum.map(({ counter }) => COUNTERS[counter].unit)),
      ];
      if (unit === 'contacts')
        expect([units(numerator), denominator], id).toEqual([['contacts'], null]);
      if (unit === 'ms')
        expect([units(numerator), units(denominator!)], id).toEqual([['ms'], ['contacts']]);
      if (unit === 'ratio') expect(units(denominator!), id).toEqual(['contacts']);
    }
  });
});

test('every service-level variant is worked out by hand, and says who uses it', () => {
  expect(VARIANT_DEFINITIONS.map(({ id }) => id)).toEqual(SERVICE_LEVEL_VARIANTS);
  for (const { id, usedBy } of VARIANT_DEFINITIONS) {
    expect(usedBy, id).not.toBe('');
    expect(
      scores.some((score) => score.includes(`serviceLevelOf(floor, '${id}'`)),
      id,
    ).toBe(true);
  }
});
