import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertMark } from '#web/state/past-model.ts';
import {
  daysOf,
  firstSpan,
  gatherMarks,
  momentAt,
  placeOf,
  SPANS,
  stretchOf,
  ticksOf,
  volumeStepMs,
} from '#web/state/past-span.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);
const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 16);

test('the present is always in sight of a stretch that follows it, whatever its span', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SPANS),
      fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
      fc.option(fc.integer({ min: 1, max: 400 * DAY })),
      (span, present, kept) => {
        const firstAt = kept === null ? null : present - kept;
        const stretch = stretchOf({ span, end: null, firstAt, present });
        const place = placeOf(present, stretch);
        expect(place).toBeGreaterThan(0.9);
        expect(place).toBeLessThan(1);
      },
    ),
  );
});

test('a stretch that follows the present does not move every second', () => {
  const present = at('2026-11-21T14:03:05Z');
  const asked = { span: 'day', end: null, firstAt: null } as const;
  expect(stretchOf({ ...asked, present })).toEqual(
    stretchOf({ ...asked, present: present + 1_000 }),
  );
});

test('all of the past begins with the log', () => {
  const present = at('2026-11-21T14:00:00Z');
  const firstAt = present - 35 * DAY;
  expect(stretchOf({ span: 'all', end: null, firstAt, present }).from).toBe(firstAt);
  expect([firstSpan(HOUR), firstSpan(DAY)]).toEqual(['hour', 'day']);
});

test('a place on the line and its moment lead to each other, on whole seconds', () => {
  const stretch = { from: 0, to: DAY };
  expect(momentAt(0.5, stretch)).toBe(DAY / 2);
  expect(momentAt(1.7, stretch)).toBe(DAY);
  expect(momentAt(1 / 3_333, stretch) % 1_000).toBe(0);
});

test('a day is divided at round local hours, midnight is told apart', () => {
  const to = at('2026-11-21T16:00:00Z');
  const ticks = ticksOf({ from: to - DAY, to }, 'Asia/Shanghai', 8);
  expect(ticks.map((tick) => iso(tick.at))).toEqual([
    ...['2026-11-20T16:00', '2026-11-20T19:00', '2026-11-20T22:00', '2026-11-21T01:00'],
    ...['2026-11-21T04:00', '2026-11-21T07:00', '2026-11-21T10:00', '2026-11-21T13:00'],
  ]);
  expect(ticks.map((tick) => tick.midnight).indexOf(true)).toBe(0);
});

test('where clocks change, an hour that comes twice has two lines and one left out none', () => {
  const hours = (from: string, to: string): string[] =>
    ticksOf({ from: at(from), to: at(to) }, 'Europe/Berlin', 8).map((tick) => iso(tick.at));
  expect(hours('2026-10-24T23:30:00Z', '2026-10-25T02:30:00Z').slice(0, 4)).toEqual([
    ...['2026-10-24T23:30', '2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T01:00'],
  ]);
  const days = daysOf(
    { from: at('2026-03-28T00:00:00Z'), to: at('2026-03-31T00:00:00Z') },
    'Europe/Berlin',
  );
  expect(days.map(iso)).toEqual(['2026-03-28T23:00', '2026-03-29T22:00', '2026-03-30T22:00']);
});

test('there are never more lines than there is room for, but for one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: HOUR, max: 200 * DAY }),
      fc.integer({ min: 2, max: 16 }),
      (length, most) => {
        const from = at('2026-01-01T00:00:00Z');
        const ticks = ticksOf({ from, to: from + length }, 'Asia/Shanghai', most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
      },
    ),
  );
});

test('alerts in one place are one mark, as loud as the loudest, and none is uncounted', () => {
  const mark = (id: string, firedAt: number, severity: AlertMark['severity']): AlertMark => ({
    id,
    firedAt,
    severity,
    text: { en: id, zh: id },
  });
  const marks = [
    mark('c', 501, 'WARNING'),
    mark('b', 500, 'CRITICAL'),
    mark('a', 100, 'WARNING'),
    mark('before', -50, 'CRITICAL'),
  ];
  const gathered = gatherMarks(marks, { from: 0, to: 1_000 }, 10);
  expect(gathered.map(({ mark: { id }, count }) => [id, count])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

test('the bars of the volume are never too many to be asked for', () => {
  for (const days of [1, 7, 30, 180])
    expect((days * DAY) / volumeStepMs({ from: 0, to: days * DAY })).toBeLessThanOrEqual(200);
});
