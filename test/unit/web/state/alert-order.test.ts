import { expect, test } from 'vitest';
import { criticalOnly, loudestFirst } from '#web/state/alert-order.ts';
import type { Alert } from '#web/state/model.ts';

function alert(id: string, change: Partial<Alert>): Alert {
  return {
    id,
    kind: 'waiting',
    severity: 'WARNING',
    state: 'FIRING',
    queue: 'q',
    since: 0,
    firedAt: 0,
    text: { en: '', zh: '' },
    acknowledgedBy: null,
    acknowledgedAt: null,
    value: 0,
    worst: 0,
    threshold: 0,
    ...change,
  };
}

test('what nobody has taken yet stands before what somebody has, the newest first', () => {
  const alerts = [
    alert('warned', { firedAt: 9 }),
    alert('taken', { severity: 'CRITICAL', state: 'ACKNOWLEDGED', firedAt: 8 }),
    alert('old', { severity: 'CRITICAL', firedAt: 1 }),
    alert('new', { severity: 'CRITICAL', firedAt: 2 }),
  ];
  expect(loudestFirst(alerts).map((one) => one.id)).toEqual(['new', 'old', 'taken', 'warned']);
  expect(criticalOnly(alerts).map((one) => one.id)).toEqual(['taken', 'old', 'new']);
});
