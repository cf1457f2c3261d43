import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKETS, emptyBuckets } from '#schema/latency.ts';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import {
  BEARER,
  cloudEvent,
  startTestApp,
  temporaryFolder,
  TOKEN,
  type TestApp,
} from '#test/support/app.ts';

const folder = temporaryFolder();
let tidewall: TestApp;

beforeAll(async () => {
  tidewall = await startTestApp({ data: folder.path });
});
afterAll(async () => {
  await tidewall.app.stop();
  folder.remove();
});

const STEPS = '{ latency { step count p50Ms p95Ms p99Ms } }';
const REPORT = 'mutation R($report: PaintedInput!) { reportPainted(report: $report) }';

interface Path {
  readonly eventAt: string;
  readonly acceptedAt: string;
  readonly durableAt: string;
  readonly appliedAt: string;
  readonly sentAt: string;
}
interface Told {
  readonly kind: string;
  readonly path: Path | null;
}

async function countsByStep(): Promise<Record<string, number>> {
  const { data } = (await tidewall.query(STEPS)) as {
    data: { latency: { step: string; count: number }[] };
  };
  return Object.fromEntries(data.latency.map(({ step, count }) => [step, count]));
}

test('a patch tells the way of the event that it comes of, a snapshot none; the steps are counted', async () => {
  const client = createClient({
    url: `${tidewall.origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${TOKEN}` },
  });
  const query =
    'subscription { floor { kind path { eventAt acceptedAt durableAt appliedAt sentAt } queues { id } } }';
  const updates = client.iterate<{ floor: Told }>({ query });
  const next = async (): Promise<Told> => (await updates.next()).value!.data!.floor;
  expect(await next()).toMatchObject({ kind: 'SNAPSHOT', path: null });
  const before = await countsByStep();
  const postedAt = Date.now();
  const happenedAt = postedAt - 2_000;
  const event = cloudEvent(
    'contact.queued',
    { contact: 'a', queue: 'sales' },
    { time: new Date(happenedAt).toISOString() },
  );
  await tidewall.post([event]);
  const { path } = await next();
  const way = Object.values(path!).map((at: string) => Date.parse(at));
  // In the order of the way: happened, accepted, on disk, counted, sent.
  expect(way).toEqual(way.toSorted((a, b) => a - b));
  expect(way[0]).toBe(happenedAt);
  expect(way[1]).toBeGreaterThanOrEqual(postedAt);
  expect(way.at(-1)).toBeLessThanOrEqual(Date.now());
  const after = await countsByStep();
  for (const step of [
    'EVENT_TO_ACCEPTED',
    'ACCEPTED_TO_DURABLE',
    'DURABLE_TO_APPLIED',
    'APPLIED_TO_SENT',
    'EVENT_TO_SENT',
    'ACCEPTED_TO_SENT',
  ])
    expect(after[step]! - before[step]!, step).toBe(1);
  await client.dispose();
});

test('what a screen measured is counted, and exported in seconds', async () => {
  const counts = emptyBuckets();
  counts[6] = 3;
  const report = { sentToPainted: counts, acceptedToPainted: counts };
  const before = await countsByStep();
  expect((await tidewall.query(REPORT, { report })).data).toEqual({ reportPainted: true });
  expect((await countsByStep())['SENT_TO_PAINTED']! - before['SENT_TO_PAINTED']!).toBe(3);
  const text = await (await fetch(`${tidewall.origin}/metrics`, { headers: BEARER })).text();
  expect(text).toContain('# TYPE tidewall_path_seconds histogram');
  expect(text).toMatch(/tidewall_path_seconds_bucket\{le="0\.01",step="sentToPainted"\} 0\n/);
  expect(text).toMatch(/tidewall_path_seconds_bucket\{le="0\.014",step="sentToPainted"\} 3\n/);
  expect(text).toMatch(/tidewall_path_seconds_bucket\{le="\+Inf",step="sentToPainted"\} 3\n/);
  expect(text).toMatch(/tidewall_path_seconds_count\{step="sentToPainted"\} 3\n/);
});

test.each([
  [
    'too few buckets',
    { sentToPainted: [1], acceptedToPainted: emptyBuckets() },
    /28 counts, but has 1/,
  ],
  [
    'a negative count',
    { sentToPainted: emptyBuckets(), acceptedToPainted: emptyBuckets().fill(-1, 0, 1) },
    /at least 0/,
  ],
  [
    'more than a screen can have',
    { sentToPainted: new Array(BUCKETS).fill(500), acceptedToPainted: emptyBuckets() },
    /up to 1000 updates/,
  ],
])('a report with %s is refused by name and counts nothing', async (_, report, reason) => {
  const before = await countsByStep();
  const { errors } = await tidewall.query(REPORT, { report });
  expect(errors![0]!.message).toMatch(reason);
  expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_INPUT' });
  expect(await countsByStep()).toEqual(before);
});

test('who has not signed in reports nothing', async () => {
  const response = await fetch(`${tidewall.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: REPORT,
      variables: { report: { sentToPainted: [], acceptedToPainted: [] } },
    }),
  });
  expect(response.status).toBe(401);
});

test('minutes that are not kept cannot be asked for', async () => {
  const { errors } = await tidewall.query('{ latency(minutes: 61) { step } }');
  expect(errors![0]!.message).toBe('`minutes` is expected to be 1 to 60, but got 61.');
});
