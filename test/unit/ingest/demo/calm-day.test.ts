import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { alertsBetween } from '#server/alerts/state.ts';
import { simulateDay, surgesOfDay } from '#server/ingest/demo/day.ts';
import {
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
} from '#server/pipeline-world.ts';
import { eventEntry } from '#test/support/scenario.ts';

const dayNumber = 20_778;
const day = { dayNumber, startAt: dayNumber * DAY_MS, endAt: (dayNumber + 1) * DAY_MS };
const plan = { seed: 1, agents: 120, queues: 9 };

describe('the alerts of a simulated day', () => {
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  const change = createWorldChange();
  for (const { id, type, at, data } of simulateDay(plan, day)) {
    if (at >= day.endAt) break;
    applyEntry(world, eventEntry({ id, source: '/demo', type, at, data: { ...data } }), change);
  }
  const alerts = alertsBetween(world.state.alerts, day.startAt, day.endAt);
  const loud = alerts.filter(({ severity }) => severity !== 'info');

  test('are so few that each can be answered: twelve a day, three an hour where nothing surges', () => {
    expect(loud.length).toBeLessThanOrEqual(12);
    const byHour = new Map<number, number>();
    const surges = surgesOfDay(plan, day);
    for (const { firedAt } of loud) {
      const sinceMs = surges.map(({ startMs }) => firedAt - day.startAt - startMs);
      if (sinceMs.some((ms) => ms > 0 && ms < 60 * MINUTE_MS)) continue;
      const hour = Math.floor(firedAt / (60 * MINUTE_MS));
      byHour.set(hour, (byHour.get(hour) ?? 0) + 1);
    }
    expect(Math.max(0, ...byHour.values())).toBeLessThanOrEqual(3);
  });

  test('call most of the surges while they run, none that is not there, and end them', () => {
    const called = alerts.filter(({ kind }) => kind === 'surge');
    const surges = surgesOfDay(plan, day);
    const isOf = (alert: (typeof called)[number], surge: (typeof surges)[number]) => {
      const sinceStartMs = alert.firedAt - day.startAt - surge.startMs;
      return alert.queue === surge.queue && sinceStartMs > 0 && sinceStartMs < surge.lengthMs;
    };
    const found = surges.filter((surge) => called.some((alert) => isOf(alert, surge)));
    expect(found.length).toBeGreaterThan(surges.length / 2);
    expect(called.every((alert) => surges.some((surge) => isOf(alert, surge)))).toBe(true);
    for (const { resolvedAt, firedAt } of called)
      expect(resolvedAt! - firedAt).toBeLessThan(90 * MINUTE_MS);
  });
});
