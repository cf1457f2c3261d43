import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { noteArrival, removeArrival } from '#server/surge/arrivals.ts';
import { surgeOf } from '#server/surge/running.ts';
import { createSurge, TICK_MS } from '#server/surge/state.ts';
import { stepSurge } from '#server/surge/step.ts';
import { businessRate, MONDAY, play, poisson, seeded } from './feed.ts';

const called = (changes: readonly { kind: string }[]) =>
  changes.filter(({ kind }) => kind === 'called');

describe('without past weeks', () => {
  it('does not call the opening of a first morning a surge', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const day = { from: MONDAY, to: MONDAY + DAY_MS };
      const arrivals = poisson('q', seeded(seed), { ...day, perMinute: businessRate(4) });
      expect(called(play(createSurge(), arrivals, day)), `seed ${seed}`).toEqual([]);
    }
  });

  it('does not call the second morning one either', () => {
    const days = { from: MONDAY, to: MONDAY + 2 * DAY_MS };
    const arrivals = poisson('q', seeded(3), { ...days, perMinute: businessRate(10) });
    expect(called(play(createSurge(), arrivals, days))).toEqual([]);
  });

  it('calls five times the usual within minutes, and says how much and since when', () => {
    const startAt = MONDAY + 14 * HOUR_MS;
    const usual = businessRate(3);
    const day = { from: MONDAY, to: startAt + 10 * MINUTE_MS };
    const perMinute = (at: number) => (at >= startAt ? 5 : 1) * usual(at);
    const state = createSurge();
    const [call] = play(state, poisson('q', seeded(1), { ...day, perMinute }), day);
    expect(call).toMatchObject({ kind: 'called', queue: 'q' });
    expect(call!.at - startAt).toBeLessThan(5 * MINUTE_MS);
    const surge = surgeOf(state, 'q')!;
    expect(surge.since).toBe(call!.at);
    expect(surge.ratio).toBeGreaterThan(3);
    expect(surge.ratio).toBeCloseTo(surge.seenPerMinute / surge.expectedPerMinute, 9);
  });

  it('calls it over once the rate is back, and only then', () => {
    const startAt = MONDAY + 12 * HOUR_MS;
    const endAt = startAt + 30 * MINUTE_MS;
    const day = { from: MONDAY, to: endAt + 2 * HOUR_MS };
    const perMinute = (at: number) => businessRate(3)(at) * (at >= startAt && at < endAt ? 4 : 1);
    const changes = play(createSurge(), poisson('q', seeded(5), { ...day, perMinute }), day);
    expect(changes.map(({ kind }) => kind)).toEqual(['called', 'over']);
    expect(changes[1]!.at).toBeGreaterThan(endAt);
    expect(changes[1]!.at - endAt).toBeLessThan(HOUR_MS);
  });
});

describe('small queues', () => {
  it('stay calm at a contact now and then', () => {
    const week = { from: MONDAY, to: MONDAY + 7 * DAY_MS };
    const arrivals = poisson('hotline', seeded(2), { ...week, perMinute: () => 0.05 });
    expect(called(play(createSurge(), arrivals, week))).toEqual([]);
  });

  it('still call a flood', () => {
    const floodAt = MONDAY + 30 * HOUR_MS;
    const days = { from: MONDAY, to: floodAt + 10 * MINUTE_MS };
    const perMinute = (at: number) => (at >= floodAt ? 6 : 0.05);
    const changes = play(
      createSurge(),
      poisson('hotline', seeded(2), { ...days, perMinute }),
      days,
    );
    expect(called(changes)).toHaveLength(1);
  });
});

describe('what comes late', () => {
  const days = { from: MONDAY, to: MONDAY + 34 * HOUR_MS };
  const steady = () => poisson('q', seeded(4), { ...days, perMinute: () => 2 });

  it('is no surge when a feed catches up after an outage', () => {
    const state = createSurge();
    play(state, steady(), days);
    const backAt = days.to + 20 * MINUTE_MS;
    stepSurge(state, backAt);
    const missed = poisson('q', seeded(9), { from: days.to, to: backAt, perMinute: () => 2 });
    for (const { queue, at } of missed) noteArrival(state, queue, at);
    const after = { from: backAt, to: backAt + HOUR_MS };
    const later = poisson('q', seeded(8), { ...after, perMinute: () => 2 });
    expect(called(play(state, later, after))).toEqual([]);
  });

  it('counts as just arrived while it is no later than a slow line', () => {
    const state = createSurge();
    play(state, steady(), days);
    for (let tickAt = days.to; tickAt < days.to + 5 * MINUTE_MS; tickAt += TICK_MS) {
      for (let i = 0; i < 3; i++) noteArrival(state, 'q', tickAt - 15_000 + i);
      stepSurge(state, tickAt);
    }
    expect(surgeOf(state, 'q')).not.toBeNull();
  });

  it('is undone by a correction before it was weighed', () => {
    const state = createSurge();
    play(state, steady(), days);
    for (let i = 0; i < 60; i++) noteArrival(state, 'q', days.to + i);
    for (let i = 0; i < 60; i++) removeArrival(state, 'q', days.to + i);
    expect(stepSurge(state, days.to + TICK_MS)).toEqual([]);
    expect(surgeOf(state, 'q')).toBeNull();
  });
});

describe('long silences', () => {
  it('end a surge that nobody saw the end of', () => {
    const floodAt = MONDAY + 30 * HOUR_MS;
    const days = { from: MONDAY, to: floodAt + 10 * MINUTE_MS };
    const perMinute = (at: number) => (at >= floodAt ? 8 : 1);
    const state = createSurge();
    play(state, poisson('q', seeded(6), { ...days, perMinute }), days);
    expect(surgeOf(state, 'q')).not.toBeNull();
    const over = stepSurge(state, days.to + 100 * DAY_MS);
    expect(over).toMatchObject([{ kind: 'over', queue: 'q' }]);
    expect(surgeOf(state, 'q')).toBeNull();
  });

  it('are no reason to take an instant of the past for news', () => {
    const state = createSurge();
    noteArrival(state, 'q', MONDAY);
    stepSurge(state, MONDAY + HOUR_MS);
    expect(stepSurge(state, MONDAY)).toEqual([]);
  });
});

describe('a far past that is told only now', () => {
  const NOW = MONDAY + 10 * HOUR_MS;
  const OLD = Date.UTC(1999, 4, 23, 8);

  it('is no tick to be taken: the statistic begins with what happens now', () => {
    const state = createSurge();
    for (let n = 0; n < 500; n += 1) noteArrival(state, 'q', OLD + n * 1000, NOW);
    // Else every ten seconds of the years between would be walked, and the floor would stand still.
    expect(state.queues.get('q')!.nextTick).toBeNull();
    expect(stepSurge(state, NOW + TICK_MS)).toEqual([]);
    noteArrival(state, 'q', NOW + 2 * TICK_MS, NOW + 2 * TICK_MS);
    expect(state.queues.get('q')!.nextTick).toBe(Math.floor((NOW + 2 * TICK_MS) / TICK_MS));
  });

  it('told between events of now changes nothing of what runs', () => {
    const state = createSurge();
    noteArrival(state, 'q', NOW, NOW);
    const { nextTick } = state.queues.get('q')!;
    noteArrival(state, 'q', OLD, NOW);
    expect(state.queues.get('q')!.nextTick).toBe(nextTick);
  });
});
