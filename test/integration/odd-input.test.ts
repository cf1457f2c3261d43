import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloudEvent, startTestApp, temporaryFolder, type TestApp } from '#test/support/app.ts';

/* What no producer should send, and some will: none of it may stop the floor. */

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

test('twenty thousand contacts at once reach their threshold together, and the floor goes on', async () => {
  const now = Date.now();
  const burst = Array.from({ length: 20_000 }, (_, n) =>
    cloudEvent(
      'contact.queued',
      { contact: `b-${n}`, queue: 'sales' },
      { time: new Date(now - 25_000).toISOString() },
    ),
  );
  expect((await tidewall.post(burst)).body).toMatchObject({ accepted: 20_000 });
  const { data } = await tidewall.query(
    '{ floor { total { waiting metrics(window: { kind: LAST, lengthMs: 600000 }) { offered pastThreshold } } } }',
  );
  expect(data.floor.total).toEqual({
    waiting: 20_000,
    metrics: { offered: 20_000, pastThreshold: 20_000 },
  });
});

test('data nested without end is refused by name and costs no good event', async () => {
  let deep: unknown = 1;
  for (let level = 0; level < 1_000; level += 1) deep = [deep];
  const { status, body } = await tidewall.post([
    cloudEvent('crm.note', { deep }, { id: 'deep' }),
    cloudEvent('contact.queued', { contact: 'a', queue: 'sales' }),
  ]);
  expect(status).toBe(202);
  expect(body).toMatchObject({
    accepted: 1,
    refused: [{ index: 0, id: 'deep', reason: expect.stringContaining('nesting') }],
  });
});

test('a moment before the log is said to be out of reach, not shown as an empty floor', async () => {
  await tidewall.post([cloudEvent('contact.queued', { contact: 'a', queue: 'sales' })]);
  const { errors } = await tidewall.query('{ floor(at: "2001-01-01T00:00:00Z") { at } }');
  expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
});

test('a short threshold is passed on time, also for who only asks', async () => {
  await tidewall.post([
    cloudEvent('queue.defined', { queue: 'sales', thresholdMs: 200 }),
    cloudEvent(
      'contact.queued',
      { contact: 'a', queue: 'sales' },
      {
        time: new Date(Date.now() - 201).toISOString(),
      },
    ),
  ]);
  const { data } = await tidewall.query(
    '{ floor { total { metrics(window: { kind: TODAY }) { pastThreshold } } } }',
  );
  expect(data.floor.total.metrics.pastThreshold).toBe(1);
});
