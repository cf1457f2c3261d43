import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { QueueFacts } from '#server/alerts/facts.ts';
import { read } from '#server/alerts/levels.ts';
import { createAlerts, openAlerts } from '#server/alerts/state.ts';
import { facts, hold, NINE } from './floor-of-one.ts';

const after = (minutes: number) => NINE + minutes * MINUTE_MS;
const severity = (kind: Parameters<typeof read>[0], differs: Partial<QueueFacts>) =>
  read(kind, facts(differs), NINE).severity;
const surge = { since: NINE, ratio: 2.1, expectedPerMinute: 2, seenPerMinute: 4.2 };

describe('waiting', () => {
  it('is judged by who could answer: as many as agents, at least five', () => {
    expect(severity('waiting', { waiting: 9 })).toBeNull();
    expect(severity('waiting', { waiting: 10 })).toBe('warning');
    expect(severity('waiting', { waiting: 25 })).toBe('critical');
    expect(severity('waiting', { waiting: 4, agentsSignedIn: 0, servingNow: 0 })).toBeNull();
    expect(severity('waiting', { waiting: 5, agentsSignedIn: 0, servingNow: 0 })).toBe('warning');
  });

  it('goes by those seen serving where a source does not tell who is signed in', () => {
    expect(severity('waiting', { waiting: 9, agentsSignedIn: 0, servingNow: 12 })).toBeNull();
  });

  it('lets mail pile up further', () => {
    expect(severity('waiting', { waiting: 150, channel: 'email' })).toBeNull();
  });
});

describe('longest waiting', () => {
  const waited = (ms: number, differs: Partial<QueueFacts> = {}) =>
    severity('longestWaiting', { longestWaitingSince: NINE - ms, ...differs });

  it('warns at three times the threshold, and is critical at six times', () => {
    const patient = { thresholdMs: 2 * MINUTE_MS };
    expect(waited(6 * MINUTE_MS - 1, patient)).toBeNull();
    expect(waited(6 * MINUTE_MS, patient)).toBe('warning');
    expect(waited(12 * MINUTE_MS, patient)).toBe('critical');
  });

  it('does not call a wait long that nobody would, on that channel', () => {
    expect(waited(2 * MINUTE_MS)).toBeNull();
    expect(waited(3 * MINUTE_MS)).toBe('warning');
    expect(waited(2 * HOUR_MS, { channel: 'ticket' })).toBeNull();
  });
});

describe('service level', () => {
  const stillBad = { met: 2, counted: 8 };
  const waitsTooLong = { waiting: 2, longestWaitingSince: NINE - 40_000 };

  it('needs to be truly below target, not by the luck of a few contacts', () => {
    const of = (met: number, counted: number) =>
      severity('serviceLevel', {
        serviceLevel: { met, counted },
        recentServiceLevel: stillBad,
        ...waitsTooLong,
      });
    expect(of(5, 19)).toBeNull();
    expect(of(11, 20)).toBe('warning');
    expect(of(60, 99)).toBeNull();
    expect(of(20, 99)).toBe('critical');
  });

  it('is critical only while somebody waits too long, or too many wait', () => {
    const bad = { serviceLevel: { met: 20, counted: 99 }, recentServiceLevel: stillBad };
    expect(severity('serviceLevel', bad)).toBe('warning');
    const justCame = { waiting: 2, longestWaitingSince: NINE - 20_000 };
    expect(severity('serviceLevel', { ...bad, ...justCame })).toBe('warning');
    expect(severity('serviceLevel', { ...bad, ...waitsTooLong })).toBe('critical');
    expect(severity('serviceLevel', { ...bad, ...justCame, waiting: 12 })).toBe('critical');
  });

  it('asks for nobody once nobody waits too long and the last minutes were good', () => {
    const state = createAlerts();
    const serviceLevel = { met: 20, counted: 99 };
    const bad = { serviceLevel, recentServiceLevel: stillBad, ...waitsTooLong };
    hold(state, { from: NINE, to: after(1) }, bad);
    expect(openAlerts(state)).toMatchObject([{ kind: 'serviceLevel', severity: 'critical' }]);
    // The half hour still drags; what it says of itself stays true to the end.
    const over = hold(state, { from: after(1), to: after(7) }, { serviceLevel });
    expect(over).toMatchObject([{ what: 'resolved', alert: { value: 20 / 99 } }]);
    expect(hold(state, { from: after(7), to: after(40) }, { serviceLevel })).toEqual([]);
  });

  it('stays while somebody still waits too long, however good the last answers were', () => {
    const state = createAlerts();
    const differs = { serviceLevel: { met: 20, counted: 99 }, ...waitsTooLong };
    hold(state, { from: NINE, to: after(20) }, differs);
    expect(openAlerts(state).map(({ kind }) => kind)).toContain('serviceLevel');
  });

  it('clears near target, and when nothing is left to judge', () => {
    const calm = (met: number, counted: number) =>
      read(
        'serviceLevel',
        facts({ serviceLevel: { met, counted }, recentServiceLevel: stillBad }),
        NINE,
      ).calm;
    expect(calm(74, 100)).toBe(false);
    expect(calm(76, 100)).toBe(true);
    expect(calm(0, 0)).toBe(true);
  });
});

describe('a surge', () => {
  it('is told at once, from when it was called, with what came against what should', () => {
    const state = createAlerts();
    const [transition] = hold(state, { from: NINE, to: NINE + SECOND_MS }, { surge });
    expect(transition).toMatchObject({
      what: 'fired',
      alert: {
        kind: 'surge',
        severity: 'warning',
        since: NINE,
        value: 2.1,
        expectedPerMinute: 2,
        seenPerMinute: 4.2,
      },
    });
  });

  it('is critical at three times the expected, or when the queue breaks under it', () => {
    expect(severity('surge', { surge: { ...surge, ratio: 3 } })).toBe('critical');
    expect(severity('surge', { surge, waiting: 12 })).toBe('critical');
  });

  it('is the incident: what it breaks is listed below it, and louder only when it is over', () => {
    const state = createAlerts();
    hold(state, { from: NINE, to: after(5) }, { surge, waiting: 30 });
    expect(openAlerts(state).map(({ kind, severity: loud }) => [kind, loud])).toEqual([
      ['waiting', 'info'],
      ['surge', 'critical'],
    ]);
    // The detector is calm again, but people still wait: not over.
    hold(state, { from: after(5), to: after(20) }, { waiting: 30 });
    expect(openAlerts(state)).toHaveLength(2);
    const end = hold(state, { from: after(20), to: after(26) });
    expect(end.map(({ what }) => what)).toEqual(['resolved', 'resolved']);
  });
});

describe('one alert a cause', () => {
  it('lists a long wait as part of a service level that is told already', () => {
    const state = createAlerts();
    const differs = {
      serviceLevel: { met: 20, counted: 99 },
      longestWaitingSince: NINE - 3 * MINUTE_MS,
    };
    hold(state, { from: NINE, to: after(1) }, differs);
    const loud = openAlerts(state).map(({ kind, severity: of }) => [kind, of]);
    expect(loud).toContainEqual(['serviceLevel', 'critical']);
    expect(loud).toContainEqual(['longestWaiting', 'info']);
  });
});

describe('a silent source', () => {
  it('fires nothing new', () => {
    const state = createAlerts();
    const differs = { stale: true, waiting: 50, surge };
    expect(hold(state, { from: NINE, to: after(10) }, differs)).toEqual([]);
  });

  it('leaves what stands as it is: missing numbers resolve nothing', () => {
    const state = createAlerts();
    hold(state, { from: NINE, to: after(1) }, { waiting: 14 });
    const before = openAlerts(state);
    expect(hold(state, { from: after(1), to: after(60) }, { stale: true })).toEqual([]);
    expect(openAlerts(state)).toEqual(before);
    // Back, and calm: five minutes from now, not from the silence.
    expect(hold(state, { from: after(60), to: after(65) })).toEqual([]);
    expect(hold(state, { from: after(65), to: after(66) })).toHaveLength(1);
  });
});
