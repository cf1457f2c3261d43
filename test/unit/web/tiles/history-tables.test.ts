import { expect, test } from 'vitest';
import { usualOf } from '#web/charts/geometry/usual.ts';
import { heatCells } from '#web/charts/geometry/heat.ts';
import { csvOf } from '#web/format/csv.ts';
import { HISTORY_TEXTS } from '#web/text/history-texts.ts';
import { fileName } from '#web/tiles/history/download.ts';
import { dayFigures } from '#web/tiles/history/figures.ts';
import { stretchesOf } from '#web/tiles/history/intervals.ts';
import { dayRows, heatRows, laneRows } from '#web/tiles/history/tables.ts';

const HALF = 1_800_000;
const MIDNIGHT = Date.parse('2026-11-21T16:00:00Z');
const NAMED = {
  heads: HISTORY_TEXTS.en.csvHeads,
  ...{ metric: 'Offered', unit: 'contacts', scope: '=售后', timeZone: 'Asia/Shanghai' },
};
const DAY = { dayNumber: 20_779, startAt: MIDNIGHT, endAt: MIDNIGHT + 48 * HALF };

function steps(values: readonly (number | null)[]) {
  return values.map((value, n) => ({
    ...{ at: MIDNIGHT + n * HALF, dayNumber: DAY.dayNumber, weekday: 6, minutes: n * 30 },
    ...{ again: false, value, corrected: n === 1 },
  }));
}

test('a day’s table has instants with their zone, says what runs, and leaves empty what is not', () => {
  const data = {
    ...DAY,
    stepMs: HALF,
    steps: steps([3, null]),
    usual: [usualOf([1, 2]), usualOf([])],
  };
  const rows = dayRows({ ...data, endAt: MIDNIGHT + 2 * HALF }, MIDNIGHT + 1.5 * HALF, NAMED);
  expect(rows[1]).toEqual([
    ...['Offered', 'contacts', '=售后', '2026-11-22T00:00:00+08:00', '2026-11-22T00:30:00+08:00'],
    ...[3, 1.5, null, null, 2, 1, 0],
  ]);
  expect(rows[2]!.slice(5)).toEqual([null, null, null, null, 0, 0, 1]);
  expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
  expect(csvOf(rows)).toContain(
    "'=售后,2026-11-22T00:30:00+08:00,2026-11-22T01:00:00+08:00,,,,,0,0,1",
  );
});

test('the week’s and the lanes’ tables have a column for each head', () => {
  const heat = heatRows(heatCells([]), HISTORY_TEXTS.en.weekdays, NAMED);
  expect(heat).toHaveLength(1 + 7 * 48);
  const lanes = laneRows(
    [
      {
        ...{ name: 'Ann', team: null },
        segments: [{ state: 'TALKING', reason: null, from: MIDNIGHT, until: null }],
      },
    ],
    { from: MIDNIGHT, to: MIDNIGHT + HALF * 48, now: MIDNIGHT + HALF },
    { heads: NAMED.heads, timeZone: NAMED.timeZone, stateText: (state) => state },
  );
  expect(lanes[1]).toEqual(['Ann', null, 'TALKING', null, '2026-11-22T00:00:00+08:00', null, HALF]);
  for (const rows of [heat, lanes]) expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
});

test('a step that runs is not held against whole ones', () => {
  const other = { day: { ...DAY, startAt: 0, endAt: 1 }, steps: steps([4, 4, 4]) };
  const figures = dayFigures(
    { today: { day: DAY, steps: steps([9, 4, 1]) }, others: [other, other, other, other] },
    HALF,
    MIDNIGHT + 2.2 * HALF,
  );
  expect(figures).toMatchObject({
    above: 1,
    within: 1,
    below: 0,
    latest: 1,
    found: 4,
    hasBand: true,
  });
});

test('neighbouring steps are told as one stretch', () => {
  const day = steps([1, null, null, 2, null]);
  const gaps = stretchesOf(day, { endAt: MIDNIGHT + 5 * HALF }, ({ value }) => value === null);
  expect(gaps.map(({ from, to }) => [(from - MIDNIGHT) / HALF, (to - MIDNIGHT) / HALF])).toEqual([
    [1, 3],
    [4, 5],
  ]);
});

test('a file’s name is one that every system takes', () => {
  expect(fileName(['offered', '账单 / Billing: "A"', '2026-11-22'], 'csv')).toBe(
    'tidewall-offered-账单-Billing-A-2026-11-22.csv',
  );
  expect(fileName(['../..', 'x'.repeat(300)], 'png').length).toBeLessThan(140);
  expect(fileName(['../..'], 'png')).toBe('tidewall-.png');
});
