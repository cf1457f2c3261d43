import { expect, test } from 'vitest';
import { CommitPace } from '#web/state/commit-pace.ts';
import { Floor } from '#web/state/floor.svelte.ts';
import type { FloorChange, Queue } from '#web/state/model.ts';
import { manualPageClock } from '../manual-page-clock.ts';
import { noMetrics } from '../no-metrics.ts';

const metrics = {
  ...noMetrics,
  offered: 0,
  answered: 0,
  abandoned: 0,
  answeredWithinThreshold: 0,
  abandonedWithinThreshold: 0,
  pastThreshold: 0,
  serviceLevelRatio: null,
  abandonmentRatio: null,
  averageSpeedOfAnswerMs: null,
};

function queue(id: string, waiting = 0): Queue {
  return {
    id,
    name: id,
    thresholdMs: 20_000,
    targetRatio: 0.8,
    serviceLevelVariant: 'NEG',
    timeZone: 'UTC',
    severity: null,
    stale: false,
    staleSince: null,
    waiting,
    longestWaitingSince: null,
    serving: 0,
    agents: {
      signedIn: 0,
      available: 0,
      ringing: 0,
      talking: 0,
      holding: 0,
      afterContactWork: 0,
      paused: 0,
    },
    today: metrics,
  };
}

function change(kind: 'SNAPSHOT' | 'PATCH', parts: Partial<FloorChange> = {}): FloorChange {
  return {
    kind,
    cursor: 'c',
    at: 1_000,
    total: null,
    queues: [],
    agents: [],
    alerts: [],
    sources: [],
    removed: { queues: [], agents: [], alerts: [] },
    notices: null,
    log: null,
    ...parts,
  };
}

function scene() {
  const clock = manualPageClock();
  return { clock, floor: new Floor(clock, new CommitPace(clock)) };
}

test('a patch changes what it carries and leaves the rest alone', () => {
  const { clock, floor } = scene();
  floor.receive(change('SNAPSHOT', { queues: [queue('a', 1), queue('b', 2)] }));
  clock.frame();
  const untouched = floor.queues.get('b')?.value;
  const ids = floor.queues.ids;
  floor.receive(change('PATCH', { queues: [queue('a', 7)] }));
  clock.frame();
  expect(floor.queues.get('a')?.value.waiting).toBe(7);
  expect(floor.queues.get('b')?.value).toBe(untouched);
  expect(floor.queues.ids).toBe(ids);
});

test('a snapshot forgets what it does not name; a patch removes only what it says', () => {
  const { clock, floor } = scene();
  floor.receive(change('SNAPSHOT', { queues: [queue('a'), queue('b'), queue('c')] }));
  floor.receive(change('PATCH', { removed: { queues: ['b'], agents: [], alerts: [] } }));
  clock.frame();
  expect(floor.queues.ids).toEqual(['a', 'c']);
  floor.receive(change('SNAPSHOT', { queues: [queue('c')] }));
  clock.frame();
  expect(floor.queues.ids).toEqual(['c']);
});

test('a burst is committed once a frame, in order', () => {
  const { clock, floor } = scene();
  for (let waiting = 0; waiting < 50; waiting++) {
    floor.receive(change('PATCH', { queues: [queue('a', waiting)] }));
  }
  expect(floor.queues.ids).toEqual([]);
  clock.frame();
  expect(floor.queues.get('a')?.value.waiting).toBe(49);
});

test('the same instant told again is no news: a server that stands still does not look alive', () => {
  const { clock, floor } = scene();
  floor.receive(change('SNAPSHOT', { at: 5_000 }));
  clock.frame();
  clock.pass(20_000);
  floor.receive(change('SNAPSHOT', { at: 5_000 }));
  clock.frame();
  expect(floor.heard).toEqual({ at: 5_000, arrivedAt: 0 });
  floor.receive(change('PATCH', { at: 6_000 }));
  clock.frame();
  expect(floor.heard).toEqual({ at: 6_000, arrivedAt: 20_000 });
});

test('an alert that is resolved leaves the page', () => {
  const { clock, floor } = scene();
  const alert = {
    id: 'x',
    kind: 'waiting',
    severity: 'CRITICAL' as const,
    state: 'FIRING' as const,
    queue: 'a',
    since: 0,
    firedAt: 0,
    text: { en: '', zh: '' },
    acknowledgedBy: null,
    acknowledgedAt: null,
    value: 1,
    worst: 1,
    threshold: 0,
  };
  floor.receive(change('SNAPSHOT', { alerts: [alert] }));
  clock.frame();
  expect(floor.alerts.ids).toEqual(['x']);
  floor.receive(change('PATCH', { alerts: [{ ...alert, state: 'RESOLVED' }] }));
  clock.frame();
  expect(floor.alerts.ids).toEqual([]);
});

test('the floor has ended only when every source has', () => {
  const { clock, floor } = scene();
  const source = {
    id: '/a',
    kind: 'replay',
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
  expect(floor.ended('LIVE')).toBe(false);
  floor.receive(change('SNAPSHOT', { sources: [{ ...source, state: 'ENDED' }] }));
  clock.frame();
  expect(floor.ended('LIVE')).toBe(true);
  floor.receive(change('PATCH', { sources: [{ ...source, id: '/b', state: 'LIVE' }] }));
  clock.frame();
  expect(floor.ended('LIVE')).toBe(false);
});

test('a replay has ended with its recording, though the sources named in it never said goodbye', () => {
  const { clock, floor } = scene();
  const facts = {
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
  const played = { ...facts, id: '/bank', kind: 'http', state: 'LIVE' as const };
  const recording = { ...facts, id: '/replay/day', kind: 'replay', state: 'LIVE' as const };
  floor.receive(change('SNAPSHOT', { sources: [played, recording] }));
  clock.frame();
  expect(floor.ended('REPLAY')).toBe(false);
  floor.receive(change('PATCH', { sources: [{ ...recording, state: 'ENDED' }] }));
  clock.frame();
  expect(floor.ended('REPLAY')).toBe(true);
  expect(floor.ended('LIVE'), 'beside a phone system that still speaks').toBe(false);
});
