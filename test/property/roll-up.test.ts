import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNTERS } from '#schema/metrics/counters.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { formulaOf } from '#schema/metrics/formula.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import { textOf, type Asked } from '#server/metrics/asked.ts';
import type { FloorView, Scope, StatusView } from '#server/metrics/view.ts';
import type { Window } from '#server/metrics/window.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { freshWorld, passUntil, tellAll, viewed } from '#test/support/told-floor.ts';
import { wholeHistories } from '#test/support/whole-histories.ts';

const WINDOWS: readonly Window[] = [
  { kind: 'today' },
  { kind: 'interval' },
  { kind: 'last', lengthMs: 300_000 },
  { kind: 'last', lengthMs: 1_800_000 },
];

/** All that is a sum, or a sum over a sum; shares of points add up to another last digit. */
const SUMS: readonly Asked[] = [
  ...METRIC_DEFINITIONS.filter(
    ({ engine, formula }) =>
      engine === 'formula' &&
      formulaOf(formula).numerator.every(({ counter }) => COUNTERS[counter].unit !== 'points'),
  ).map(({ id }) => ({ metric: id, variant: null })),
  ...SERVICE_LEVEL_VARIANTS.map((variant) => ({ metric: 'serviceLevelRatio' as const, variant })),
];

function checkSum(view: FloorView, asked: Asked, window: Window, ids: readonly string[]): void {
  const read = (scope: Scope) => view.explain({ scope, window, asked }).reading;
  const whole = read({});
  const parts = ids.map((id) => read({ queues: [id] }));
  const sum = (key: 'numerator' | 'denominator'): number =>
    parts.reduce((total, part) => total + (part[key] ?? 0), 0);
  const numerator = sum('numerator');
  const denominator = whole.denominator === null ? null : sum('denominator');
  const quotient = denominator === 0 ? null : numerator / (denominator ?? 1);
  // In LAST each side counts at its own time: what is more than all is no share (SPEC M-6).
  const isNoShare = textOf(asked).unit === 'ratio' && (quotient ?? 0) > 1;
  const divided = isNoShare ? null : quotient;
  expect({ asked, window, ...whole }).toEqual({
    ...{ asked, window, numerator, denominator },
    value: divided,
  });
}

describe('M-7: whoever adds up the queues', () => {
  test('comes to the total, in every count, ratio and mean', () => {
    fc.assert(
      fc.property(wholeHistories, fc.nat(1_800_000), (entries, laterMs) => {
        const world = tellAll(freshWorld(), entries);
        passUntil(world, Math.max(START_AT, world.state.floor.now + (laterMs % 2) * laterMs));
        const view = viewed(world);
        const ids = view.queueIds({});
        if (ids.length === 0) return;
        for (const window of WINDOWS) for (const asked of SUMS) checkSum(view, asked, window, ids);
      }),
      runs(10),
    );
  });

  test('finds every queue in one group by channel, site, business and language, and none in two', () => {
    fc.assert(
      fc.property(wholeHistories, (entries) => {
        const view = viewed(tellAll(freshWorld(), entries));
        const total = view.total({});
        for (const by of ['channel', 'site', 'business', 'language'] as const) {
          const groups = view.groups({}, by);
          expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
          const sum = (number: (of: StatusView) => number): number =>
            groups.reduce((all, group) => all + number(group), 0);
          expect(sum(({ waiting }) => waiting)).toBe(total.waiting);
          expect(sum(({ serving }) => serving)).toBe(total.serving);
          for (const window of WINDOWS)
            for (const what of [
              'offered',
              'answered',
              'pastThreshold',
              'handled',
              'rated',
            ] as const)
              expect(sum((of) => of.metrics(window)[what])).toBe(total.metrics(window)[what]);
          for (const { key, ...group } of groups) {
            const ids = view.queueIds({}).filter((id) => (view.queue(id)![by] ?? '') === key);
            const own = view.total({ queues: ids }).metrics({ kind: 'today' });
            const shown = group.metrics({ kind: 'today' });
            expect(shown.offered).toBe(own.offered);
            expect(shown.serviceLevelRatio(null)).toBe(own.serviceLevelRatio(null));
            expect(shown.averageSpeedOfAnswerMs).toBe(own.averageSpeedOfAnswerMs);
          }
        }
      }),
      runs(15),
    );
  });
});
