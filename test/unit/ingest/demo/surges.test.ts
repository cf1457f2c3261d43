import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { simulateDay, surgesOfDay } from '#server/ingest/demo/day.ts';

const dayNumber = 20_778;
const day = { dayNumber, startAt: dayNumber * DAY_MS, endAt: (dayNumber + 1) * DAY_MS };
const seeds = [1, 2, 3, 4, 5];
const planOf = (seed: number) => ({ seed, agents: 120, queues: 9 });

describe('the surges of a day', () => {
  test.each(seeds)(
    'of seed %i: one queue at a time, a chat among them, with time to recover',
    (seed) => {
      const surges = surgesOfDay(planOf(seed), day);
      expect(surges.length).toBeGreaterThanOrEqual(3);
      expect(surges.filter(({ queue }) => queue === 'chat')).toHaveLength(1);
      surges.forEach((surge, index) => {
        expect(surge.factor).toBeGreaterThanOrEqual(2.5);
        expect(surge.factor).toBeLessThanOrEqual(4);
        expect(surge.lengthMs).toBeGreaterThanOrEqual(15 * MINUTE_MS);
        expect(surge.lengthMs).toBeLessThanOrEqual(25 * MINUTE_MS);
        const next = surges[index + 1];
        if (!next) return;
        expect(next.startMs - surge.startMs).toBeGreaterThanOrEqual(2 * HOUR_MS);
        expect(next.queue).not.toBe(surge.queue);
      });
    },
  );

  test.each([0.2, 3, 8, 10.4, 14, 19.5, 22.75])(
    'who opens the floor for the first time at %d o\u2019clock sees one begin within 15 minutes',
    (hour) => {
      for (const seed of seeds) {
        const openedAt = day.startAt + hour * HOUR_MS;
        const soon = surgesOfDay({ ...planOf(seed), openedAt }, day).filter(
          ({ startMs }) => Math.abs(startMs - hour * HOUR_MS) < 75 * MINUTE_MS,
        );
        expect(soon).toHaveLength(1);
        expect(soon[0]!.startMs).toBeGreaterThan(hour * HOUR_MS);
        expect(soon[0]!.startMs).toBeLessThan(hour * HOUR_MS + 15 * MINUTE_MS);
      }
    },
  );

  test('five minutes before midnight it begins tomorrow', () => {
    const plan = { ...planOf(1), openedAt: day.endAt - 5 * MINUTE_MS };
    const late = ({ startMs }: { startMs: number }) => startMs > 23 * HOUR_MS;
    const early = ({ startMs }: { startMs: number }) => startMs < HOUR_MS;
    const next = { dayNumber: dayNumber + 1, startAt: day.endAt, endAt: day.endAt + DAY_MS };
    expect(surgesOfDay(plan, day).filter(late)).toEqual([]);
    expect(surgesOfDay(plan, next).filter(early)).toHaveLength(1);
  });

  test('add contacts to one queue and leave what was told before them as it was', () => {
    const openedAt = day.startAt + 20 * HOUR_MS;
    const plain = [...simulateDay(planOf(1), day)];
    const opened = [...simulateDay({ ...planOf(1), openedAt }, day)];
    const before = (events: typeof plain) => events.filter(({ at }) => at <= openedAt);
    expect(before(opened)).toEqual(before(plain));
    const queued = (events: typeof plain) => {
      const counts = new Map<unknown, number>();
      for (const { type, data } of events)
        if (type === 'contact.queued') counts.set(data.queue, (counts.get(data.queue) ?? 0) + 1);
      return counts;
    };
    const more = [...queued(opened)].filter(([queue, n]) => n - queued(plain).get(queue)! > 20);
    expect(more).toHaveLength(1);
  });
});
