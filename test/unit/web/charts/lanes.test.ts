import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cutSegments,
  drawLane,
  lanesSpan,
  stateTotals,
  type LaneSegment,
} from '#web/charts/geometry/lanes.ts';
import { runs } from '../../../support/runs.ts';

const HOUR = 3_600_000;
const span = { from: 0, to: 10 * HOUR, width: 1_000 };

/** Stretches in order and without a gap; the last one lasts. */
const anyDay = fc
  .array(
    fc.record({
      state: fc.constantFrom('AVAILABLE', 'TALKING', 'PAUSED', 'SIGNED_OUT'),
      ms: fc.integer({ min: 1, max: 2 * HOUR }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((stretches) => {
    let at = -HOUR;
    return stretches.map(({ state, ms }, place): LaneSegment => {
      const from = at;
      at += ms;
      return { state, reason: null, from, until: place === stretches.length - 1 ? null : at };
    });
  });

test('a stretch that lasts goes up to now and is marked so', () => {
  const boxes = drawLane([{ state: 'TALKING', reason: null, from: HOUR, until: null }], {
    span,
    now: 3 * HOUR,
    least: 1,
  });
  expect(boxes).toMatchObject([{ x: 100, width: 200, running: true, until: 3 * HOUR }]);
});

test('what lies outside of the day is cut off', () => {
  const segments = [{ state: 'PAUSED', reason: 'lunch', from: -HOUR, until: HOUR }];
  expect(cutSegments(segments, { ...span, now: 9 * HOUR })).toMatchObject([
    { from: 0, until: HOUR, running: false },
  ]);
  expect(cutSegments(segments, { from: 2 * HOUR, to: 3 * HOUR, now: 9 * HOUR })).toEqual([]);
});

test('a state of a second is still seen, and hides nothing that follows', () => {
  const boxes = drawLane(
    [
      { state: 'RINGING', reason: null, from: 0, until: 1_000 },
      { state: 'TALKING', reason: null, from: 1_000, until: HOUR },
      { state: 'RINGING', reason: null, from: 5 * HOUR, until: 5 * HOUR + 1_000 },
    ],
    { span, now: 9 * HOUR, least: 3 },
  );
  expect(boxes[0]!.width, 'no room before the next').toBeLessThan(0.1);
  expect(boxes[2]!.width).toBe(3);
});

test('boxes never lie over each other, and the times of the states sum up to the time there', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 12 * HOUR }), (segments, now) => {
      const told = segments.filter(({ from }) => from <= now);
      const boxes = drawLane(told, { span, now, least: 2 });
      boxes.forEach((box, place) => {
        const next = boxes[place + 1];
        expect(box.width).toBeGreaterThan(0);
        if (next !== undefined) expect(box.x + box.width).toBeLessThanOrEqual(next.x + 1e-6);
        expect(box.x + box.width).toBeLessThanOrEqual(span.width + 1e-6);
      });
      const totals = stateTotals(told, { ...span, now });
      const sum = totals.reduce((all, { ms }) => all + ms, 0);
      expect(sum).toBe(boxes.reduce((all, { from, until }) => all + until - from, 0));
      expect(totals).toEqual(totals.toSorted((one, other) => other.ms - one.ms));
    }),
    runs(300),
  );
});

test('lanes show the whole hours in which somebody was there; nobody: nothing', () => {
  const lanes = [
    [{ state: 'TALKING', reason: null, from: 2.4 * HOUR, until: 3 * HOUR }],
    [{ state: 'PAUSED', reason: null, from: 3 * HOUR, until: 5.2 * HOUR }],
  ];
  expect(lanesSpan(lanes, { ...span, now: 9 * HOUR })).toEqual({ from: 2 * HOUR, to: 6 * HOUR });
  expect(lanesSpan([[]], { ...span, now: 9 * HOUR })).toBeNull();
});
