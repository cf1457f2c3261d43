import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitRows, settleOrder, worstFirst, type LadderRow } from '#web/state/ladder-order.ts';

function row(id: string, change: Partial<LadderRow> = {}): LadderRow {
  return { id, name: id, severity: null, longestWaitingSince: null, waiting: 0, ...change };
}

describe('the worst queue is on top', () => {
  test('severity comes before the wait, the wait before how many wait', () => {
    const rows = [
      row('calm', { longestWaitingSince: 1, waiting: 9 }),
      row('warned', { severity: 'WARNING', longestWaitingSince: 900 }),
      row('burning', { severity: 'CRITICAL', longestWaitingSince: 950 }),
      row('empty'),
      row('waiting', { longestWaitingSince: 1, waiting: 2 }),
    ];
    expect(worstFirst(rows)).toEqual(['burning', 'warned', 'calm', 'waiting', 'empty']);
  });

  test('the order does not depend on the order they came in', () => {
    const any = fc.array(
      fc.record({
        id: fc.uuid(),
        name: fc.constantFrom('a', 'b'),
        severity: fc.constantFrom(null, 'INFO' as const, 'WARNING' as const, 'CRITICAL' as const),
        longestWaitingSince: fc.option(fc.integer({ min: 0, max: 3 })),
        waiting: fc.integer({ min: 0, max: 2 }),
      }),
    );
    fc.assert(
      fc.property(any, (rows) => {
        expect(worstFirst(rows.toReversed())).toEqual(worstFirst(rows));
      }),
    );
  });
});

describe('a list that jumps cannot be read', () => {
  test('rows change places at most once in five seconds', () => {
    const first = settleOrder(null, ['a', 'b'], 0);
    const soon = settleOrder(first, ['b', 'a'], 4_999);
    expect(soon).toBe(first);
    expect(settleOrder(soon, ['b', 'a'], 5_000)).toEqual({
      ids: ['b', 'a'],
      changedAt: 5_000,
      before: ['a', 'b'],
    });
  });

  test('an order that stays costs nothing, and does not hold back the next change', () => {
    const first = settleOrder(null, ['a', 'b'], 0);
    expect(settleOrder(first, ['a', 'b'], 60_000)).toBe(first);
    expect(settleOrder(first, ['b', 'a'], 60_001).ids).toEqual(['b', 'a']);
  });

  test('a queue that is new or gone is not kept waiting', () => {
    const first = settleOrder(null, ['a', 'b'], 0);
    expect(settleOrder(first, ['c', 'a', 'b'], 10).ids).toEqual(['c', 'a', 'b']);
    expect(settleOrder(first, ['a', 'c'], 10).ids).toEqual(['a', 'c']);
    expect(settleOrder(first, ['a'], 10).ids).toEqual(['a']);
  });
});

test('no queue is dropped silently: what does not fit is counted', () => {
  expect(fitRows(9, 9)).toEqual({ rows: 9, rest: 0 });
  expect(fitRows(12, 9)).toEqual({ rows: 8, rest: 4 });
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 1, max: 20 }), (queues, places) => {
      const { rows, rest } = fitRows(queues, places);
      expect(rows + rest).toBe(queues);
      expect(rows + (rest > 0 ? 1 : 0)).toBeLessThanOrEqual(places);
    }),
  );
});
