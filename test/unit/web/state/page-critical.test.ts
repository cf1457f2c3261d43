import { expect, test } from 'vitest';
import type { FloorApi } from '#web/feed/floor-connection.ts';
import { silentPastApi } from '../silent-past-api.ts';
import { silentWhyApi } from '../silent-why-api.ts';
import type { Alert, FloorChange, Queue, Source } from '#web/state/model.ts';
import { Page } from '#web/state/page.svelte.ts';
import { Reading } from '#web/state/reading.svelte.ts';
import { manualPageClock } from '../manual-page-clock.ts';
import { noMetrics } from '../no-metrics.ts';

const counts = {
  signedIn: 0,
  available: 0,
  ringing: 0,
  talking: 0,
  holding: 0,
  afterContactWork: 0,
  paused: 0,
};

function queue(stale: boolean): Queue {
  return {
    id: 'sales',
    name: 'Sales',
    thresholdMs: 20_000,
    targetRatio: 0.8,
    serviceLevelVariant: 'NEG',
    timeZone: 'UTC',
    severity: 'CRITICAL',
    stale,
    staleSince: stale ? 900 : null,
    waiting: 12,
    longestWaitingSince: 0,
    serving: 0,
    agents: counts,
    today: {
      ...noMetrics,
      offered: 12,
      answered: 0,
      abandoned: 0,
      answeredWithinThreshold: 0,
      abandonedWithinThreshold: 0,
      pastThreshold: 12,
      serviceLevelRatio: 0,
      abandonmentRatio: 0,
      averageSpeedOfAnswerMs: null,
    },
  };
}

const alert: Alert = {
  id: 'a',
  kind: 'waiting',
  severity: 'CRITICAL',
  state: 'FIRING',
  queue: 'sales',
  since: 0,
  firedAt: 0,
  text: { en: '', zh: '' },
  acknowledgedBy: null,
  acknowledgedAt: null,
  value: 12,
  worst: 12,
  threshold: 10,
};
const recording: Source = {
  id: '/replay',
  kind: 'replay',
  state: 'ENDED',
  since: 0,
  lastEventAt: null,
  accepted: 0,
  refused: 0,
  reason: null,
  reconciledAt: null,
  differenceCount: 0,
  corrections: 0,
  differences: [],
};

function scene() {
  const clock = manualPageClock();
  const api: FloorApi = {
    connect: () => ({ close() {} }),
    server: () => new Promise(() => {}),
    past: silentPastApi,
    ...silentWhyApi,
    acknowledge: () => new Promise(() => {}),
    latency: () => new Promise(() => {}),
    reportPainted: () => new Promise(() => {}),
  };
  const page = new Page({ clock, api, reading: new Reading('en') });
  page.heed({ phase: 'live', lostAt: null, retryAt: null, unauthorised: false, attempts: 0 });
  const receive = (parts: Partial<FloorChange>): void => {
    page.floor.receive({
      kind: 'PATCH',
      cursor: 'c',
      at: clock.now() + 1_000,
      total: null,
      queues: [],
      agents: [],
      alerts: [],
      sources: [],
      removed: { queues: [], agents: [], alerts: [] },
      notices: null,
      log: null,
      ...parts,
    });
    clock.frame();
    page.beat();
  };
  receive({ kind: 'SNAPSHOT', queues: [queue(false)], alerts: [alert] });
  return { clock, page, receive };
}

test('a critical alert needs a person while its numbers are of now', () => {
  const { page } = scene();
  expect(page.critical.map(({ id }) => id)).toEqual(['a']);
});

test('it keeps no red when the numbers of the page are old, and has it again with the next news', () => {
  const { clock, page, receive } = scene();
  clock.pass(11_000);
  page.beat();
  expect(page.critical).toEqual([]);
  receive({});
  expect(page.critical).toHaveLength(1);
});

test('it keeps no red when only its own queue has no data any more', () => {
  const { page, receive } = scene();
  receive({ queues: [queue(true)] });
  expect(page.hollow).toBe(false);
  expect(page.critical).toEqual([]);
});

test('it keeps no red when a replay is over: nobody can answer the past', () => {
  const { page, receive } = scene();
  receive({ sources: [recording] });
  expect(page.critical).toEqual([]);
});
