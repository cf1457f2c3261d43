import { expect, test } from 'vitest';
import { alertMeasure } from '#web/format/alert-measure.ts';

test('each kind of alert is told in its own unit', () => {
  expect(alertMeasure({ kind: 'waiting', value: 12, worst: 14, threshold: 10 }, 'en')).toEqual({
    value: '12',
    limit: '> 10',
    worst: '14',
  });
  expect(
    alertMeasure(
      { kind: 'longestWaiting', value: 222_000, worst: 230_000, threshold: 120_000 },
      'en',
    ),
  ).toEqual({ value: '3:42', limit: '> 2:00', worst: '3:50' });
  expect(
    alertMeasure({ kind: 'serviceLevel', value: 0.61, worst: 0.58, threshold: 0.8 }, 'en'),
  ).toEqual({ value: '61%', limit: '< 80%', worst: '58%' });
  expect(alertMeasure({ kind: 'surge', value: 3.21, worst: 4, threshold: 2 }, 'zh')).toEqual({
    value: '×3.2',
    limit: null,
    worst: '×4.0',
  });
});

test('a kind that a newer server knows is shown as a count, not dropped', () => {
  expect(alertMeasure({ kind: 'abandoned', value: 7, worst: 9, threshold: 5 }, 'en').value).toBe(
    '7',
  );
});

test('an alert whose cause is over claims nothing untrue while it lingers', () => {
  const over = { kind: 'longestWaiting', value: 0, worst: 1_058_000, threshold: 180_000 };
  expect(alertMeasure(over, 'en').limit).toBe('< 3:00');
  expect(
    alertMeasure({ kind: 'serviceLevel', value: 0.7, worst: 0.1, threshold: 0.6 }, 'en').limit,
  ).toBe('> 60%');
  expect(alertMeasure({ kind: 'waiting', value: 10, worst: 10, threshold: 10 }, 'en').limit).toBe(
    '= 10',
  );
});
