import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { subscribe } from '#test/support/graphql-client.ts';
import {
  BEARER,
  cloudEvent,
  startTestApp,
  temporaryFolder,
  type TestApp,
} from '#test/support/app.ts';

/** A morning of two queues: every five seconds something happens. */
const START_AT = Date.parse('2026-03-02T09:00:00.000Z');
const STEP_MS = 5_000;
const COUNT = 600;

let folder: ReturnType<typeof temporaryFolder>;
let app: TestApp;
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(join(folder.path, 'morning.ndjson'), morning());
  app = await startTestApp({
    data: join(folder.path, 'data'),
    timeZone: 'UTC',
    sources: [`replay:${join(folder.path, 'morning.ndjson')}?speed=max`],
  });
  await untilEnded();
});
afterEach(async () => {
  await app.app.stop();
  folder.remove();
});

function morning(): string {
  return Array.from({ length: COUNT }, (_, index) => {
    const queue = index % 3 === 0 ? 'help' : 'sales';
    const contact = `c${Math.floor(index / 6) * 3 + (index % 3)}`;
    const type =
      index % 6 < 3 ? 'contact.queued' : index % 12 < 9 ? 'contact.answered' : 'contact.abandoned';
    const data = { contact, queue, ...(type === 'contact.answered' && { agent: `a${index % 4}` }) };
    return JSON.stringify(cloudEvent(type, data, { time: iso(START_AT + index * STEP_MS) }));
  }).join('\n');
}

const iso = (at: number): string => new Date(at).toISOString();
const FLOOR = `at total { waiting serving longestWaitingSince metrics(window: { kind: TODAY }) { offered answered abandoned serviceLevelRatio pastThreshold } }
  queues { id waiting metrics(window: { kind: LAST, lengthMs: 300000 }) { offered answered } } agents { id state since } alerts { id }`;

async function untilEnded(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { data } = await app.query('{ sources { state } }');
      expect(data.sources[0].state).toBe('ENDED');
    },
    { timeout: 20_000, interval: 50 },
  );
}

async function floorAt(at: number, scope = '') {
  const { data, errors } = await app.query(`{ floor(at: "${iso(at)}"${scope}) { ${FLOOR} } }`);
  expect(errors).toBeUndefined();
  return data.floor;
}

describe('R-1: any moment of the past', () => {
  test('is told with the same numbers, ages and agents as then, and again as often as asked', async () => {
    const at = START_AT + 100 * STEP_MS + 1;
    const floor = await floorAt(at);
    expect(floor.at).toBe(iso(at));
    // Entries 0 to 100 were told by then: 101 of them, the first three of every six are arrivals.
    expect(floor.total.metrics.offered).toBe(Math.floor(101 / 6) * 3 + 3);
    expect(await floorAt(at)).toEqual(floor);
    expect((await floorAt(at + STEP_MS)).total.metrics).not.toEqual(floor.total.metrics);
  });

  test('reaches back to where the log begins, and no further', async () => {
    const { errors } = await app.query(`{ floor(at: "${iso(START_AT - 1)}") { at } }`);
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    const { data } = await app.query('{ past { floorFrom to } }');
    const to = iso(START_AT + (COUNT - 1) * STEP_MS);
    expect(data.past).toEqual({ floorFrom: iso(START_AT), to });
  });

  test('is the same after a restart', async () => {
    const path = join(folder.path, 'live');
    const live = await startTestApp({ data: path });
    const moments: string[] = [];
    for (const [index, type] of ['contact.queued', 'contact.answered', 'contact.ended'].entries()) {
      await live.post([cloudEvent(type, { contact: 'c', queue: 'sales', agent: 'ann' })]);
      if (index === 0) await live.post([cloudEvent(type, { contact: 'd', queue: 'help' })]);
      moments.push((await live.query('{ floor { at } }')).data.floor.at);
    }
    // Of the newest moment more may still be told.
    await live.post([cloudEvent('contact.queued', { contact: 'e', queue: 'sales' })]);
    const asked = moments
      .map((at, index) => `m${index}: floor(at: "${at}") { ${FLOOR} }`)
      .join(' ');
    const before = await live.query(`{ ${asked} }`);
    await live.app.stop();
    const again = await startTestApp({ data: path });
    expect((await again.query(`{ ${asked} }`)).data).toEqual(before.data);
    await again.app.stop();
  });
});

describe('R-2: playing the past', () => {
  test('begins with the moment, moves as fast as asked, and ends where the present begins', async () => {
    const from = START_AT + (COUNT - 40) * STEP_MS;
    const feed = subscribe(
      app.origin,
      `subscription { floor(from: "${iso(from)}", speed: 60) { kind ${FLOOR} } }`,
      { connectionParams: BEARER },
    );
    const first = (await feed.next()).floor;
    expect(first).toMatchObject({ kind: 'SNAPSHOT', at: iso(from) });
    const { kind: _, ...snapshot } = first;
    expect(snapshot).toEqual(await floorAt(from));
    let last = first;
    let patches = 0;
    for (;;) {
      const update = await feed.next().catch(() => null);
      if (!update) break;
      patches += 1;
      expect(update.floor.kind).toBe('PATCH');
      expect(Date.parse(update.floor.at)).toBeGreaterThanOrEqual(Date.parse(last.at));
      const then = await floorAt(Date.parse(update.floor.at));
      if (update.floor.total) expect(update.floor.total).toEqual(then.total);
      last = update.floor;
    }
    expect(patches).toBeGreaterThan(1);
    await feed.end();
  });
});

describe('R-3: stepping', () => {
  const step = async (at: number, to: string, scope = '') => {
    const { data, errors } = await app.query(`{ step(at: "${iso(at)}", to: ${to}${scope}) }`);
    expect(errors).toBeUndefined();
    return data.step === null ? null : Date.parse(data.step);
  };

  test('goes to the nearest event before and after, in the scope', async () => {
    const at = START_AT + 200 * STEP_MS;
    expect(await step(at, 'NEXT_EVENT')).toBe(at + STEP_MS);
    expect(await step(at + 1, 'PREVIOUS_EVENT')).toBe(at);
    expect(await step(at, 'PREVIOUS_EVENT')).toBe(at - STEP_MS);
    // Every third event is one of this queue: entries 201 and 198.
    const help = ', scope: { queues: ["help"] }';
    expect(await step(at, 'NEXT_EVENT', help)).toBe(at + STEP_MS);
    expect(await step(at + STEP_MS, 'NEXT_EVENT', help)).toBe(at + 4 * STEP_MS);
    expect(await step(at, 'PREVIOUS_EVENT', help)).toBe(at - 2 * STEP_MS);
  });

  test('finds nothing beyond the ends', async () => {
    expect(await step(START_AT, 'PREVIOUS_EVENT')).toBeNull();
    expect(await step(START_AT + (COUNT - 1) * STEP_MS, 'NEXT_EVENT')).toBeNull();
  });
});
