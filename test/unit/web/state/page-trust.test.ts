import { expect, test } from 'vitest';
import type { FloorApi } from '#web/feed/floor-connection.ts';
import type { Alert, FloorChange, Source } from '#web/state/model.ts';
import { Page } from '#web/state/page.svelte.ts';
import { Reading } from '#web/state/reading.svelte.ts';
import { manualPageClock } from '../manual-page-clock.ts';
import { silentPastApi } from '../silent-past-api.ts';
import { silentWhyApi } from '../silent-why-api.ts';

test('differences to all sources together are what the headers say', () => {
  const { page, receive } = scene();
  expect(page.differences).toBe(0);
  receive({ sources: [source('/a', 2), source('/b', 1)] });
  expect(page.differences).toBe(3);
  receive({ sources: [source('/a', 0)] });
  expect(page.differences).toBe(1);
});

test('an open alert of the audit puts the numbers in doubt until it is resolved', () => {
  const { page, receive } = scene();
  receive({ alerts: [alert('surge', 'FIRING')] });
  expect(page.auditDiffers).toBe(false);
  receive({ alerts: [alert('audit', 'ACKNOWLEDGED')] });
  expect(page.auditDiffers).toBe(true);
  receive({ alerts: [alert('audit', 'RESOLVED')] });
  expect(page.auditDiffers).toBe(false);
});

function scene() {
  const clock = manualPageClock();
  const api: FloorApi = {
    past: silentPastApi,
    ...silentWhyApi,
    connect: () => ({ close() {} }),
    server: () => new Promise(() => {}),
    acknowledge: () => new Promise(() => {}),
    latency: () => new Promise(() => {}),
    reportPainted: () => new Promise(() => {}),
  };
  const page = new Page({ clock, api, reading: new Reading('en') });
  const receive = (change: Partial<FloorChange>): void => {
    page.floor.receive({
      kind: 'PATCH',
      cursor: '',
      at: 0,
      total: null,
      queues: [],
      agents: [],
      alerts: [],
      sources: [],
      removed: { queues: [], agents: [], alerts: [] },
      notices: null,
      log: null,
      ...change,
    });
    clock.frame();
  };
  return { page, receive };
}

function source(id: string, differenceCount: number): Source {
  return {
    id,
    kind: 'ami',
    state: 'LIVE',
    since: 0,
    lastEventAt: null,
    accepted: 0,
    refused: 0,
    reason: null,
    reconciledAt: 0,
    differenceCount,
    corrections: 0,
    differences: [],
  };
}

function alert(kind: string, state: Alert['state']): Alert {
  return {
    id: `${kind}:sales:0`,
    kind,
    severity: 'CRITICAL',
    state,
    queue: 'sales',
    since: 0,
    firedAt: 0,
    text: { en: '', zh: '' },
    acknowledgedBy: null,
    acknowledgedAt: null,
    value: 1,
    worst: 1,
    threshold: 0,
  };
}
