import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  BEARER,
  cloudEvent,
  startTestApp,
  temporaryFolder,
  type TestApp,
} from '#test/support/app.ts';

let folder: ReturnType<typeof temporaryFolder>;
let tidewall: TestApp;
beforeEach(async () => {
  folder = temporaryFolder();
  tidewall = await startTestApp({ data: folder.path });
});
afterEach(async () => {
  await tidewall.app.stop();
  folder.remove();
});

const ago = (seconds: number): { time: string } => ({
  time: new Date(Date.now() - seconds * 1000).toISOString(),
});

test('a source that lists its own state is compared over HTTP too, and the difference is on every screen and in the monitoring (SPEC S-6)', async () => {
  const queues = ['sales'];
  await tidewall.post([
    cloudEvent('contact.queued', { contact: '13800138000', queue: 'sales' }, ago(60)),
    cloudEvent('agent.signedIn', { agent: 'bob', queues }, ago(60)),
    cloudEvent('agent.signedIn', { agent: 'ann', queues }, ago(60)),
    cloudEvent(
      'source.reconciled',
      { source: '/test', queues, waiting: [], agents: [{ agent: 'ann', queues, paused: true }] },
      ago(10),
    ),
  ]);
  const { data } = await tidewall.query(`{
    sources {
      id reconciledAt differenceCount corrections
      differences { kind contact agent queue since confirmed corrected }
    }
    floor { agents { id ghost } }
  }`);
  const [source] = data.sources;
  const standing = { since: source.reconciledAt, confirmed: false, corrected: false };
  const none = { contact: null, agent: null, queue: null };
  expect(source).toEqual({
    id: '/test',
    reconciledAt: expect.any(String),
    differenceCount: 3,
    corrections: 0,
    differences: [
      { ...none, kind: 'UNKNOWN_TO_SOURCE', contact: '13800138000', queue: 'sales', ...standing },
      { ...none, kind: 'PAUSED_AT_SOURCE_ONLY', agent: 'ann', ...standing },
      { ...none, kind: 'UNKNOWN_TO_SOURCE', agent: 'bob', ...standing },
    ],
  });
  expect(data.floor.agents).toEqual(
    expect.arrayContaining([
      { id: 'ann', ghost: false },
      { id: 'bob', ghost: true },
    ]),
  );
  const metrics = await (await fetch(`${tidewall.origin}/metrics`, { headers: BEARER })).text();
  expect(metrics).toContain('tidewall_source_differences{source="/test"} 3');
  expect(metrics).toContain('tidewall_source_corrections_total{source="/test"} 0');
  const ready = await fetch(`${tidewall.origin}/readyz`, { headers: BEARER });
  expect(ready.status).toBe(200);
});

test('a list that makes no sense is refused with its place, and costs nothing else', async () => {
  const { body } = await tidewall.post([
    cloudEvent('source.reconciled', { source: '/test', queues: ['q'], waiting: [{}], agents: [] }),
    cloudEvent('contact.queued', { contact: 'c', queue: 'q' }),
  ]);
  expect(body).toMatchObject({
    accepted: 1,
    refused: [{ index: 0, reason: expect.stringContaining('data.waiting.0.contact') }],
  });
});
