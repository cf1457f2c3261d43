import fc from 'fast-check';
import { expect, test } from 'vitest';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import {
  addressOf,
  choiceOf,
  FIRST_CHOICE,
  HISTORY_VIEWS,
  STEP_MINUTES,
  WEEKS,
  type HistoryChoice,
} from '#web/state/history-choice.ts';
import { SCOPE_KINDS, WHOLE_FLOOR, type HistoryScope } from '#web/state/history-model.ts';
import { runs } from '../../../support/runs.ts';

const anyScope: fc.Arbitrary<HistoryScope> = fc.oneof(
  fc.constant(WHOLE_FLOOR),
  fc.record({
    kind: fc.constantFrom(...SCOPE_KINDS.filter((kind) => kind !== 'floor')),
    id: fc.string({ minLength: 1, unit: 'grapheme' }),
  }),
);
const anyChoice: fc.Arbitrary<HistoryChoice> = fc.record({
  view: fc.constantFrom(...HISTORY_VIEWS),
  metric: fc.constantFrom(...METRIC_DEFINITIONS.map(({ id }) => id)),
  scope: anyScope,
  day: fc.option(fc.integer({ min: 0, max: 30_000 })),
  stepMinutes: fc.constantFrom(...STEP_MINUTES),
  weeks: fc.constantFrom(...WEEKS),
  variant: fc.option(fc.constantFrom('NEG', 'AMAZON_SLX')),
  who: anyScope,
});

test('a link shows the same: any choice is found again in its address', () => {
  fc.assert(
    fc.property(anyChoice, (choice) => {
      expect(choiceOf(addressOf(choice, ''))).toEqual(choice);
    }),
    runs(500),
  );
});

test('what is chosen at first needs no address, and the language of the link stays', () => {
  expect(addressOf(FIRST_CHOICE, '')).toBe('');
  expect(addressOf(FIRST_CHOICE, '?lang=zh&view=weeks')).toBe('?lang=zh');
});

test('what an address says wrong is as at first', () => {
  expect(
    choiceOf('?view=nonsense&metric=a%20b&day=2026-02-31&step=7&weeks=0&scope=x:1&variant=a'),
  ).toEqual(FIRST_CHOICE);
});
