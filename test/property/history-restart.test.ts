import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant } from '#schema/ids.ts';
import { COUNTERS, type Counter } from '#schema/metrics/counters.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { formulaOf } from '#schema/metrics/formula.ts';
import { HOUR_MS } from '#schema/time/duration.ts';
import { QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { amountOf } from '#server/floor/counts.ts';
import type { History, Listener } from '#server/history/history.ts';
import type { HistoryBy } from '#server/history/membership.ts';
import type { Entry } from '#server/journal/journal.ts';
import {
  historyPath,
  listen,
  listenedFloor,
  listeningHistory,
  type ListenedFloor,
} from '#test/support/history-floor.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { delays, inOrder, wholeHistories } from '#test/support/whole-histories.ts';

/** Slots are those known when a quarter was written: how many an agent had then, no log says again. */
const METRICS = METRIC_DEFINITIONS.filter(({ engine }) => engine !== 'slots').map(({ id }) => id);
/**
 * Which queues an agent served in a quarter is what was known as it ended (SPEC Y-9): a word about it that
 * is told later moves a queue's agents' time only where the floor is folded anew.
 */
const BY_MEMBERS: ReadonlySet<string> = new Set(
  METRIC_DEFINITIONS.filter(({ engine }) =>
    ['agentTime', 'agentsNow', 'plan'].includes(engine),
  ).map(({ id }) => id),
);
/** Counts whose formula is one counter: what the sum of all changes can be held against. */
const PLAIN = METRIC_DEFINITIONS.flatMap(({ id, engine, formula }) => {
  if (engine !== 'formula' || !(formula in COUNTERS)) return [];
  return formulaOf(formula).denominator === null ? [{ id, counter: formula as Counter }] : [];
});

/** The same lives over days: every time as many times as far from the start. */
function stretched(entries: readonly Entry[], told: readonly number[]): Entry[] {
  return entries
    .flatMap((entry, index) => {
      if (entry.kind !== 'event') return [];
      const at = START_AT + (entry.at - START_AT) * 30;
      // Most are told at once, some up to three days later.
      const delay = told[index % told.length]!;
      return [{ ...entry, at, floorAt: at + (delay % 4 === 0 ? delay % (72 * HOUR_MS) : 0) }];
    })
    .sort((a, b) => a.floorAt - b.floorAt);
}

const lives = fc
  .tuple(wholeHistories, delays)
  .map(([entries, told]) => stretched(inOrder(entries), told));

describe('whoever reads the history of a floor that runs for days', () => {
  it('Y-2: finds each thing counted once, however often the floor was killed and folded again', async () => {
    await fc.assert(
      fc.asyncProperty(
        lives,
        fc.array(fc.record({ folded: fc.integer({ min: 1, max: 30 }), flushes: fc.boolean() }), {
          maxLength: 8,
        }),
        fc.nat(48),
        async (entries, kills, hours) => {
          const whole = listeningHistory();
          for (const entry of entries) whole.floor.apply(entry);
          const end = whole.floor.state.now + hours * HOUR_MS;
          whole.floor.pass(end);

          const { history, floor } = await killed(entries, kills);
          floor.pass(end);
          expect(counted(history, floor)).toEqual(truthOf(entries, end));
          for (const by of [null, 'queue', 'agent'] as const)
            expect(all(history, floor, by)).toEqual(all(whole.history, whole.floor, by));
          await history.close();
          await whole.history.close();
        },
      ),
      runs(25),
    );
  });
});

/** Folds, writes now and then, is killed, and folds again from the beginning, as often as told. */
async function killed(
  entries: readonly Entry[],
  kills: readonly { readonly folded: number; readonly flushes: boolean }[],
): Promise<{ history: History; floor: ListenedFloor }> {
  const path = historyPath();
  let run = listeningHistory({ path });
  let next = 0;
  for (const { folded, flushes } of kills) {
    for (let left = folded; left > 0 && next < entries.length; left -= 1)
      run.floor.apply(entries[next++]!);
    // Somebody asks: time passes without an entry.
    const { now } = run.floor.state;
    if (now > 0) run.floor.pass(Math.min(now + HOUR_MS, entries[next]?.floorAt ?? now));
    if (flushes) await run.history.flush();
    // What is not on disk is gone with the process.
    const floor = listenedFloor();
    const { history } = listeningHistory({ path, floor: listenedFloor() });
    next = 0;
    while (floor.seq < history.appliedSeq) floor.apply(entries[next++]!);
    listen(history, floor);
    run = { history, floor };
  }
  while (next < entries.length) run.floor.apply(entries[next++]!);
  return run;
}

/** Every change of every count, added up: what a log has to say and nothing else. */
function truthOf(entries: readonly Entry[], end: Instant): Record<string, number> {
  const truth: Record<string, number> = {};
  const floor = listenedFloor();
  const note: Listener = ({ counts }) => {
    for (const { queue, arrivedAt, before, after } of counts)
      for (const [moments, by] of [
        [before, -1],
        [after, 1],
      ] as const)
        for (const moment of moments)
          for (const { id, counter } of PLAIN) {
            const name = `${queue} ${id} ${intervalStart(arrivedAt, QUARTER_MS)}`;
            truth[name] = (truth[name] ?? 0) + by * (amountOf(moment, counter) ?? 0);
          }
  };
  floor.listener = note;
  for (const entry of entries) floor.apply(entry);
  floor.pass(end);
  return nonZero(truth);
}

function counted(history: History, floor: ListenedFloor): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { scope, metric, values, startsAt } of seriesOf(
    history,
    floor,
    'queue',
    PLAIN.map(({ id }) => id),
  ))
    values.forEach((value, index) => {
      found[`${scope} ${metric} ${startsAt[index]}`] = value ?? 0;
    });
  return nonZero(found);
}

function all(history: History, floor: ListenedFloor, by: HistoryBy | null): unknown {
  const metrics = by !== 'queue' ? METRICS : METRICS.filter((id) => !BY_MEMBERS.has(id));
  return seriesOf(history, floor, by, metrics, HOUR_MS).map(({ scope, metric, values }) => ({
    scope,
    metric,
    values: values.map((value) => (value === null ? null : Math.round(value * 1e6) / 1e6)),
  }));
}

function seriesOf(
  history: History,
  floor: ListenedFloor,
  by: HistoryBy | null,
  metrics: readonly (typeof METRICS)[number][],
  stepMs = QUARTER_MS,
) {
  const asked = { scope: {}, from: START_AT - HOUR_MS, to: floor.state.now + 1, variant: null };
  // A few metrics at a time: not so many values are answered at once.
  const parts: (typeof METRICS)[] = [];
  for (let place = 0; place < metrics.length; place += 40)
    parts.push(metrics.slice(place, place + 40));
  return parts.flatMap((part) => history.series({ ...asked, metrics: part, stepMs, by }));
}

function nonZero(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => Math.abs(count) > 1e-9));
}
