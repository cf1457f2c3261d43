import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { noteArrival } from '#server/surge/arrivals.ts';
import { dispersion } from '#server/surge/dispersion.ts';
import { expectedSeries } from '#server/surge/expectation.ts';
import { createSurge, setZone, type SurgeState } from '#server/surge/state.ts';
import { MONDAY, poisson, seeded, type Arrival } from './feed.ts';

const FOUR_WEEKS = { from: MONDAY, to: MONDAY + 28 * DAY_MS };

function remembered(arrivals: readonly Arrival[], zone = 'UTC'): SurgeState {
  const state = createSurge();
  setZone(state, 'q', zone);
  for (const { queue, at } of arrivals) noteArrival(state, queue, at);
  return state;
}

describe('what past weeks lead to expect', () => {
  it('is nothing before two weeks are known', () => {
    const ten = { from: MONDAY, to: MONDAY + 10 * DAY_MS };
    const state = remembered(poisson('q', seeded(1), { ...ten, perMinute: () => 2 }));
    expect(expectedSeries(state, 'q', ten.to, HOUR_MS, 4)).toBeNull();
    expect(expectedSeries(state, 'unknown', ten.to, HOUR_MS, 4)).toBeNull();
  });

  it('is nothing on the word of one stray old contact', () => {
    const two = { from: MONDAY + 20 * DAY_MS, to: MONDAY + 22 * DAY_MS };
    const arrivals = poisson('q', seeded(1), { ...two, perMinute: () => 2 });
    const state = remembered([...arrivals, { queue: 'q', at: MONDAY }]);
    expect(expectedSeries(state, 'q', two.to, HOUR_MS, 1)).toBeNull();
  });

  it('is the same time of day, whatever the length of the interval', () => {
    const perMinute = (at: number) => ((at % DAY_MS) / HOUR_MS < 12 ? 1 : 3);
    const state = remembered(poisson('q', seeded(1), { ...FOUR_WEEKS, perMinute }));
    const halfHours = expectedSeries(state, 'q', FOUR_WEEKS.to, 30 * MINUTE_MS, 48)!;
    expect(mean(halfHours.slice(2, 22))).toBeCloseTo(30, -1);
    expect(mean(halfHours.slice(26, 46))).toBeCloseTo(90, -1);
    const hours = expectedSeries(state, 'q', FOUR_WEEKS.to, HOUR_MS, 24)!;
    expect(hours[5]).toBeCloseTo(halfHours[10]! + halfHours[11]!, 6);
    const minutes = expectedSeries(state, 'q', FOUR_WEEKS.to, MINUTE_MS, 60)!;
    expect(minutes.reduce((a, b) => a + b)).toBeCloseTo(hours[0]!, 6);
  });

  it('knows weekdays: a day on which nobody ever calls expects next to nothing', () => {
    const perMinute = (at: number) => (new Date(at).getUTCDay() === 0 ? 0 : 2);
    const state = remembered(poisson('q', seeded(1), { ...FOUR_WEEKS, perMinute }));
    const days = expectedSeries(state, 'q', FOUR_WEEKS.to, DAY_MS, 7)!;
    expect(days[6]).toBeLessThan(3);
    expect(days[0]).toBeGreaterThan(2_500);
  });

  it("follows the queue's own clock through a change to summer time", () => {
    const berlinOffset = (at: number) => (at >= Date.UTC(2026, 2, 29, 1) ? 2 : 1) * HOUR_MS;
    const perMinute = (at: number) =>
      Math.floor(((at + berlinOffset(at)) % DAY_MS) / HOUR_MS) === 9 ? 4 : 0;
    const until = { from: MONDAY, to: MONDAY + 35 * DAY_MS };
    const state = remembered(poisson('q', seeded(1), { ...until, perMinute }), 'Europe/Berlin');
    const hours = expectedSeries(state, 'q', until.to, HOUR_MS, 24)!;
    expect(hours.indexOf(Math.max(...hours))).toBe(7);
  });

  it('does not expect the surge of last week again', () => {
    const surgeAt = MONDAY + 21 * DAY_MS + 15 * HOUR_MS;
    const perMinute = (at: number) => (at >= surgeAt && at < surgeAt + HOUR_MS ? 30 : 2);
    const state = remembered(poisson('q', seeded(1), { ...FOUR_WEEKS, perMinute }));
    const [hour] = expectedSeries(state, 'q', surgeAt + 7 * DAY_MS, HOUR_MS, 1)!;
    expect(hour).toBeGreaterThan(100);
    expect(hour).toBeLessThan(170);
  });
});

describe('dispersion', () => {
  const rows = (perQuarter: (slot: number) => number) =>
    new Map(
      Array.from({ length: 20 }, (_, day) => [
        day,
        Uint16Array.from({ length: 96 }, (__, slot) => perQuarter(slot)),
      ]),
    );

  it('is one where contacts come evenly, and more where they come in bursts', () => {
    expect(
      dispersion(
        rows(() => 3),
        20,
      ),
    ).toBe(1);
    expect(
      dispersion(
        rows((slot) => (slot % 4 === 0 ? 12 : 0)),
        20,
      ),
    ).toBeGreaterThan(3);
  });

  it('is assumed where too few days are known', () => {
    expect(dispersion(new Map(), 20)).toBe(1.5);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
