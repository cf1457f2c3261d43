import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import { acknowledge } from '#server/alerts/acknowledge.ts';
import {
  alertById,
  alertsBetween,
  createAlerts,
  openAlerts,
  severityOf,
} from '#server/alerts/state.ts';
import { pruneAlerts } from '#server/alerts/step.ts';
import { hold, NINE } from './floor-of-one.ts';

const after = (minutes: number) => NINE + minutes * MINUTE_MS;
const crowded = { waiting: 14 };

function fired() {
  const state = createAlerts();
  const [transition] = hold(state, { from: NINE, to: after(1) }, crowded);
  return { state, alert: transition!.alert };
}

describe('an alert', () => {
  it('is told after the condition held for 30 s, dated from its onset', () => {
    const { state, alert } = fired();
    expect(alert).toMatchObject({
      id: `waiting:refunds:${NINE + SECOND_MS}`,
      kind: 'waiting',
      severity: 'warning',
      state: 'firing',
      since: NINE + SECOND_MS,
      firedAt: NINE + 31 * SECOND_MS,
      value: 14,
      threshold: 10,
    });
    expect(severityOf(state, 'refunds')).toBe('warning');
    expect(severityOf(state, 'other')).toBeNull();
  });

  it('is not told when the condition breaks off within the hold', () => {
    const state = createAlerts();
    for (let minute = 0; minute < 10; minute++) {
      const half = after(minute) + 29 * SECOND_MS;
      expect(hold(state, { from: after(minute), to: half }, crowded)).toEqual([]);
      expect(hold(state, { from: half, to: after(minute + 1) })).toEqual([]);
    }
  });

  it('stays while the number only falls short of the level that fired it', () => {
    const { state } = fired();
    expect(hold(state, { from: after(1), to: after(30) }, { waiting: 8 })).toEqual([]);
    expect(openAlerts(state)).toHaveLength(1);
  });

  it('is resolved when the clear level held for five minutes, and keeps its worst value', () => {
    const { state, alert } = fired();
    hold(state, { from: after(1), to: after(2) }, { waiting: 19 });
    const [resolved] = hold(state, { from: after(2), to: after(8) }, { waiting: 2 });
    expect(resolved).toMatchObject({
      what: 'resolved',
      alert: { id: alert.id, state: 'resolved', worst: 19, value: 2 },
    });
    expect(resolved!.alert.resolvedAt).toBe(after(7) + SECOND_MS);
    expect(openAlerts(state)).toEqual([]);
    expect(severityOf(state, 'refunds')).toBeNull();
  });

  it('is the same incident when its cause is back within 15 minutes', () => {
    const { state, alert } = fired();
    acknowledge(state, { id: alert.id, by: 'mei', at: after(1) });
    hold(state, { from: after(1), to: after(7) });
    const [again] = hold(state, { from: after(15), to: after(16) }, crowded);
    expect(again).toMatchObject({
      what: 'reopened',
      alert: { id: alert.id, since: alert.since, state: 'firing', resolvedAt: null },
    });
    // Nobody has answered for it since it is back.
    expect(again!.alert.acknowledgedBy).toBeNull();
  });

  it('is a new one later than that', () => {
    const { state, alert } = fired();
    hold(state, { from: after(1), to: after(7) });
    const [next] = hold(state, { from: after(30), to: after(31) }, crowded);
    expect(next!.what).toBe('fired');
    expect(next!.alert.id).not.toBe(alert.id);
    expect(alertsBetween(state, NINE, after(60)).map(({ id }) => id)).toEqual([
      next!.alert.id,
      alert.id,
    ]);
  });

  it('gets louder after 30 s of worse, and quieter after 5 min of better', () => {
    const { state } = fired();
    const louder = hold(state, { from: after(1), to: after(3) }, { waiting: 40 });
    expect(louder).toMatchObject([{ what: 'worsened', alert: { severity: 'critical' } }]);
    const quieter = hold(state, { from: after(3), to: after(9) }, crowded);
    expect(quieter).toMatchObject([{ what: 'eased', alert: { severity: 'warning' } }]);
    expect(quieter[0]!.alert.worst).toBe(40);
  });

  it('shows values that are no older than ten seconds', () => {
    const { state, alert } = fired();
    hold(state, { from: after(1), to: after(2) }, { waiting: 12 });
    expect(alertById(state, alert.id)!.value).toBe(12);
  });

  it('can be looked up for 35 days, then no more', () => {
    const { state, alert } = fired();
    hold(state, { from: after(1), to: after(7) });
    pruneAlerts(state, after(0) + 34 * DAY_MS);
    expect(alertById(state, alert.id)).not.toBeNull();
    pruneAlerts(state, after(0) + 36 * DAY_MS);
    expect(alertById(state, alert.id)).toBeNull();
  });
});

describe('an acknowledgement', () => {
  it('names who answers for it, once', () => {
    const { state, alert } = fired();
    const first = acknowledge(state, { id: alert.id, by: 'mei', at: after(2) });
    expect(first).toMatchObject({
      what: 'acknowledged',
      alert: { state: 'acknowledged', acknowledgedBy: 'mei', acknowledgedAt: after(2) },
    });
    acknowledge(state, { id: alert.id, by: 'jun', at: after(3) });
    expect(alertById(state, alert.id)!.acknowledgedBy).toBe('mei');
  });

  it('stays through getting worse', () => {
    const { state, alert } = fired();
    acknowledge(state, { id: alert.id, by: 'mei', at: after(1) });
    hold(state, { from: after(1), to: after(3) }, { waiting: 60 });
    expect(alertById(state, alert.id)).toMatchObject({
      state: 'acknowledged',
      severity: 'critical',
    });
    expect(severityOf(state, 'refunds')).toBe('critical');
  });

  it('is refused for what is unknown or resolved', () => {
    const { state, alert } = fired();
    hold(state, { from: after(1), to: after(7) });
    expect(acknowledge(state, { id: alert.id, by: 'mei', at: after(8) })).toBeNull();
    expect(acknowledge(state, { id: 'nothing', by: 'mei', at: after(8) })).toBeNull();
  });
});
