import { describe, expect, test } from 'vitest';
import { readConfigFile } from '#server/config/file.ts';

/** A metric as a site would write it. */
const GOOD = {
  id: 'lostOrLate',
  formula: '(abandoned + pastThreshold) / offered',
  unit: 'ratio',
  direction: 'down',
  name: { en: 'Lost or late', zh: '放弃或超时占比' },
  explanation: { en: 'Gave up, or waited too long.', zh: '放弃或等待超过阈值。' },
};

function read(...metrics: unknown[]) {
  return readConfigFile('f', JSON.stringify({ metrics }));
}

function sentenceOf(...metrics: unknown[]): string {
  const result = read(...metrics);
  return result.ok ? 'accepted' : result.message;
}

describe('metrics of a site, in the configuration file (SPEC M-24)', () => {
  test('are formulas over the counters, with names in both languages', () => {
    expect(read(GOOD)).toMatchObject({
      ok: true,
      value: {
        metrics: [
          {
            id: 'lostOrLate',
            unit: 'ratio',
            direction: 'down',
            formula: '(abandoned + pastThreshold) / offered',
            en: { name: 'Lost or late', explanation: 'Gave up, or waited too long.' },
            zh: { name: '放弃或超时占比', explanation: '放弃或等待超过阈值。' },
            worked: {
              numerator: [
                { counter: 'abandoned', factor: 1 },
                { counter: 'pastThreshold', factor: 1 },
              ],
              denominator: [{ counter: 'offered', factor: 1 }],
            },
          },
        ],
      },
    });
  });

  test('need no more than an id, a name and a formula, which then explains itself', () => {
    expect(
      read({ id: 'mine', name: '我的指标', formula: '2 * answered - abandoned' }),
    ).toMatchObject({
      ok: true,
      value: {
        metrics: [
          {
            unit: 'number',
            direction: 'none',
            en: { name: '我的指标', explanation: '2 * answered - abandoned' },
            zh: { name: '我的指标', explanation: '2 * answered - abandoned' },
            worked: {
              numerator: [
                { counter: 'answered', factor: 2 },
                { counter: 'abandoned', factor: -1 },
              ],
              denominator: null,
            },
          },
        ],
      },
    });
    expect(sentenceOf()).toBe('accepted');
  });

  test('can be fifty', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, each) => ({ ...GOOD, id: `m${each}` }));
    expect(sentenceOf(...many(50))).toBe('accepted');
    expect(sentenceOf(...many(51))).toBe('f: metrics: at most 50 metrics are expected.');
  });

  test.each([
    [
      'a counter that there is not, with its place and what it may have meant',
      { formula: 'answered / (offered + abandonned)' },
      'f: metrics.0.formula: the name of a counter (such as abandoned) is expected, but got "abandonned" at character 23.',
    ],
    [
      'a formula that stops short',
      { formula: 'answered +' },
      'f: metrics.0.formula: the name of a counter (such as offered) is expected, but got the end.',
    ],
    [
      'two divisions',
      { formula: 'answered / offered / handled' },
      'f: metrics.0.formula: at most one division is expected, but got "/" at character 20.',
    ],
    [
      'a division inside a sum, which could not be rolled up',
      { formula: 'answered + (abandoned / offered)' },
      'f: metrics.0.formula: a division of one whole sum by another, outside brackets, is expected, but got "/" at character 23.',
    ],
    [
      'a bracket that is left open',
      { formula: '(answered + abandoned' },
      'f: metrics.0.formula: ")" is expected, but got the end.',
    ],
    [
      'a number alone',
      { formula: '100 / offered' },
      'f: metrics.0.formula: "*" is expected, but got "/" at character 5.',
    ],
    [
      'a product of counters',
      { formula: 'answered * offered' },
      'f: metrics.0.formula: the end of the formula is expected, but got "*" at character 10.',
    ],
    [
      'a formula that is none',
      { formula: 7 },
      'f: metrics.0.formula: a formula over counters is expected.',
    ],
    [
      'a name of ours',
      { id: 'serviceLevelRatio' },
      "f: metrics.0.id: a name that is not one of Tidewall's own is expected.",
    ],
    [
      'an id that is no name',
      { id: 'lost or late' },
      'f: metrics.0.id: a name like myMetric, at most 40 letters, is expected.',
    ],
    [
      'a unit that there is not',
      { unit: 'percent' },
      'f: metrics.0.unit: one of contacts, ms, ratio, number is expected.',
    ],
    [
      'contacts of something that is divided: there would be no list as long as the number',
      { unit: 'contacts' },
      'f: metrics.0.unit: contacts is expected of a sum of counts only, without factors or a division.',
    ],
    [
      'milliseconds of what is no time',
      { unit: 'ms' },
      'f: metrics.0.unit: ms is expected of sums of times only (counters that end in Ms).',
    ],
    [
      'a ratio of nothing',
      { formula: 'answered' },
      'f: metrics.0.unit: ratio is expected of a division only.',
    ],
    [
      'a direction that there is not',
      { direction: 'left' },
      'f: metrics.0.direction: one of up, down, none is expected.',
    ],
    [
      'a key that there is not',
      { colour: 'red' },
      'f: metrics.0.colour: unknown key; allowed are id, formula, unit, direction, name, explanation.',
    ],
    ['no name', { name: undefined }, 'f: metrics.0.name: it is missing.'],
    ['an empty name', { name: ' ' }, 'f: metrics.0.name: a text that is not empty is expected.'],
    [
      'a name in one language only',
      { name: { en: 'Lost' } },
      'f: metrics.0.name: a text, or an object with en and zh, is expected.',
    ],
  ])('refuses %s', (_, part, sentence) => {
    expect(sentenceOf({ ...GOOD, ...part })).toBe(sentence);
  });

  test('refuses the second of one id, and says where the first is', () => {
    expect(sentenceOf(GOOD, { ...GOOD, id: 'other' }, GOOD)).toBe(
      'f: metrics.2: an id of its own is expected, but metric 0 has it, too.',
    );
  });

  test('refuses what is no list, and no metric', () => {
    const sentence = (metrics: unknown): string => {
      const result = readConfigFile('f', JSON.stringify({ metrics }));
      return result.ok ? 'accepted' : result.message;
    };
    expect(sentence({})).toBe('f: metrics: a list of metrics is expected.');
    expect(sentence(['answered'])).toBe(
      'f: metrics.0: an object with id, formula, unit, direction, name, explanation is expected.',
    );
  });
});
