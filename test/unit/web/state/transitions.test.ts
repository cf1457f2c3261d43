import { expect, test } from 'vitest';
import { transitions } from '#web/state/transitions.ts';

test('a screen reader hears what changed state, and only that', () => {
  const queues = [
    { id: 'a', name: 'Refunds', severity: 'CRITICAL' as const },
    { id: 'b', name: 'Billing', severity: 'WARNING' as const },
  ];
  const first = transitions(new Map(), queues);
  expect(first.critical).toEqual(['Refunds']);
  expect(transitions(first.known, queues)).toMatchObject({ critical: [], calm: [] });
  const calmed = transitions(first.known, [{ id: 'a', name: 'Refunds', severity: null }]);
  expect(calmed.calm).toEqual(['Refunds']);
});
