import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import { acknowledge } from '#server/alerts/acknowledge.ts';
import type { QueueFacts } from '#server/alerts/facts.ts';
import {
  alertById,
  createAlerts,
  openAlerts,
  type AlertsState,
  type AlertTransition,
} from '#server/alerts/state.ts';
import { stepAlerts } from '#server/alerts/step.ts';
import { runs } from '#test/support/runs.ts';

const START = Date.UTC(2026, 2, 2, 9);

/** Stretches of seconds through which a queue's facts stay as they are. */
const history = fc.array(
  fc.record({
    seconds: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1_200 })),
    queue: fc.constantFrom('a', 'b'),
    waiting: fc.integer({ min: 0, max: 40 }),
    waitedMs: fc.option(fc.integer({ min: 0, max: 10 * MINUTE_MS }), { nil: null }),
    serviceLevel: fc
      .record({ share: fc.double({ min: 0, max: 1, noNaN: true }), counted: fc.nat(60) })
      .map(({ share, counted }) => ({ met: Math.floor(share * counted), counted })),
    recent: fc.nat(12).map((met) => ({ met, counted: 12 })),
    stale: fc.boolean(),
    surge: fc.option(fc.double({ min: 1, max: 6, noNaN: true }), { nil: null }),
    acknowledges: fc.boolean(),
    differences: fc.constantFrom(0, 0, 0, 2),
  }),
  { minLength: 1, maxLength: 15 },
);

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;
type Told = AlertTransition & { readonly at: number };

function play(state: AlertsState, told: History, from: number): { now: number; log: Told[] } {
  const log: Told[] = [];
  const queues = new Map<string, QueueFacts>();
  let now = from;
  for (const stretch of told) {
    const since = now;
    for (let second = 0; second < stretch.seconds; second++) {
      now += SECOND_MS;
      queues.set(stretch.queue, {
        queue: stretch.queue,
        channel: 'voice',
        waiting: stretch.waiting,
        longestWaitingSince: stretch.waitedMs === null ? null : since - stretch.waitedMs,
        thresholdMs: 20_000,
        targetRatio: 0.8,
        serviceLevel: stretch.serviceLevel,
        recentServiceLevel: stretch.recent,
        agentsSignedIn: 8,
        servingNow: 6,
        stale: stretch.stale,
        surge:
          stretch.surge === null
            ? null
            : { since, ratio: stretch.surge, expectedPerMinute: 1, seenPerMinute: stretch.surge },
        auditDifferences: stretch.differences,
      });
      for (const change of stepAlerts(state, now, [...queues.values()]))
        log.push({ ...change, at: now });
    }
    const [first] = openAlerts(state);
    if (stretch.acknowledges && first)
      log.push({ ...acknowledge(state, { id: first.id, by: 'mei', at: now })!, at: now });
  }
  return { now, log };
}

describe('alerts', () => {
  it('never toggle faster than hold and keep allow', () => {
    fc.assert(
      fc.property(history, (told) => {
        const { log } = play(createAlerts(), told, START);
        const onsetAt = new Map<string, number>();
        const resolvedAt = new Map<string, number>();
        for (const { what, alert, at } of log) {
          const key = `${alert.kind}:${alert.queue}`;
          if (what === 'fired' || what === 'reopened') {
            const hold = ['surge', 'audit'].includes(alert.kind) ? 0 : 30 * SECOND_MS;
            if (resolvedAt.has(key)) expect(at - resolvedAt.get(key)!).toBeGreaterThan(hold);
            onsetAt.set(key, at);
          }
          if (what === 'resolved') {
            // What an audit found holds until the next audit, and no longer.
            const keep = alert.kind === 'audit' ? 0 : 5 * MINUTE_MS;
            expect(at - onsetAt.get(key)!).toBeGreaterThanOrEqual(keep);
            resolvedAt.set(key, at);
          }
        }
      }),
      runs(60),
    );
  });

  it('stay acknowledged until resolved, and are one a kind and queue', () => {
    fc.assert(
      fc.property(history, (told) => {
        const state = createAlerts();
        const acknowledged = new Set<string>();
        for (const { what, alert } of play(state, told, START).log) {
          if (what === 'acknowledged') acknowledged.add(alert.id);
          else if (what === 'resolved') acknowledged.delete(alert.id);
          else if (acknowledged.has(alert.id)) expect(alert.state).toBe('acknowledged');
        }
        for (const id of acknowledged) expect(alertById(state, id)!.state).toBe('acknowledged');
        const open = openAlerts(state).map(({ kind, queue }) => `${kind}:${queue}`);
        expect(new Set(open).size).toBe(open.length);
      }),
      runs(60),
    );
  });

  it('go on from a checkpoint as if there had been none', () => {
    fc.assert(
      fc.property(history, history, (before, after) => {
        const state = createAlerts();
        const { now } = play(state, before, START);
        const copy = structuredClone(state);
        expect(play(copy, after, now)).toEqual(play(state, after, now));
        expect(copy).toEqual(state);
      }),
      runs(60),
    );
  });
});
