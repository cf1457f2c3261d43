import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import { contactPage } from '#server/graphql/resolvers/contact-page.ts';
import type { Scope } from '#server/metrics/view.ts';
import type { Window } from '#server/metrics/window.ts';
import { listFaults } from '#test/support/list-faults.ts';
import { keptWith } from '#test/support/kept-histories.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { throughJournal } from '#test/support/through-journal.ts';
import { freshWorld, passUntil, tellAll, viewed } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

const WINDOWS: readonly Window[] = [
  { kind: 'today' },
  { kind: 'interval' },
  { kind: 'last', lengthMs: 300_000 },
  { kind: 'last', lengthMs: 1_800_000 },
];

describe('M-12: whoever opens a number', () => {
  test('is shown as many contacts as it says, and a known reason for each that is left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        wholeHistories,
        delays,
        fc.nat(1_200_000),
        async (entries, told, laterMs) => {
          const log = await throughJournal(toldLater(entries, told, 600_000));
          const world = tellAll(freshWorld(), log);
          passUntil(world, Math.max(START_AT, world.state.floor.now + (laterMs % 3) * laterMs));
          const view = viewed(world);
          const scopes: Scope[] = [{}, ...view.queueIds({}).map((id) => ({ queues: [id] }))];
          const faults: string[] = [];
          for (const scope of scopes)
            for (const window of WINDOWS)
              for (const definition of METRIC_DEFINITIONS)
                for (const variant of definition.id === 'serviceLevelRatio'
                  ? [null, ...SERVICE_LEVEL_VARIANTS]
                  : [null])
                  faults.push(...listFaults(view, definition, { scope, window, variant }));
          expect(faults).toEqual([]);
        },
      ),
      { ...runs(10), examples: keptWith([60_000, 115_001, 3, 90_000, 8], 100_000) },
    );
  });

  test('turns its pages without meeting a contact twice or missing one', () => {
    fc.assert(
      fc.property(wholeHistories, fc.integer({ min: 1, max: 7 }), (entries, first) => {
        const view = viewed(tellAll(freshWorld(), entries));
        for (const metric of ['offered', 'averageResponseTimeMs', 'qualityRatio'] as const) {
          const asked = { metric, variant: null };
          const number = { scope: {}, window: { kind: 'today' }, asked } as const;
          for (const part of ['denominator', 'excluded'] as const) {
            const all = view.behind(number, part).map((row) => view.contact(row));
            const turned: unknown[] = [];
            let after: string | null = null;
            for (let more = true; more;) {
              // The list is asked for anew at each page, as the page does.
              const page = contactPage(view, { number, part }, { first, after });
              turned.push(...page.nodes);
              ({ hasNextPage: more, endCursor: after } = page.pageInfo);
              expect(page.totalCount).toBe(all.length);
              expect(page.nodes.length).toBeLessThanOrEqual(first);
            }
            const texts = (rows: readonly unknown[]): string[] =>
              rows.map((row) => JSON.stringify(row)).toSorted();
            expect(texts(turned)).toEqual(texts(all));
          }
        }
      }),
      { ...runs(20), examples: keptWith(1) },
    );
  });
});
