import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeDisk } from '#server/journal/disk.ts';
import {
  BEARER,
  cloudEvent,
  startTestApp,
  temporaryFolder,
  type TestApp,
} from '#test/support/app.ts';
import { diskError, FaultyDisk } from '#test/support/faulty-disk.ts';
import { subscribe } from '#test/support/graphql-client.ts';

const FEED = `subscription { floor { kind at
  queues { id waiting stale staleSince } total { waiting stale metrics(window: { kind: TODAY }) { offered } }
  log { refusingSince reason damage { from } } } }`;
const OFFERED =
  '{ floor { log { refusingSince reason } total { waiting metrics(window: { kind: TODAY }) { offered } } } }';

let folder: { readonly path: string; remove(): void };
let disk: FaultyDisk;
let tidewall: TestApp | null;
beforeEach(() => {
  folder = temporaryFolder();
  disk = new FaultyDisk(nodeDisk);
});
afterEach(async () => {
  heal();
  await tidewall?.app.stop();
  tidewall = null;
  folder.remove();
});

it('while the disk is full nothing is acknowledged, what is known is shown and said to be old, and it heals by itself (L-6)', async () => {
  tidewall = await startTestApp({ data: folder.path, disk });
  const { origin, post, query } = tidewall;
  await post([cloudEvent('contact.queued', { contact: 'a', queue: 'sales' })]);
  const feed = subscribe(origin, FEED, { headers: BEARER, connectionParams: BEARER });
  const first = (await feed.next()).floor;
  expect(first).toMatchObject({ kind: 'SNAPSHOT', log: { refusingSince: null, damage: [] } });
  const nextFloor = async (wanted: (floor: Floor) => boolean): Promise<Floor> => {
    for (;;) {
      const { floor } = (await feed.next()) as { floor: Floor };
      if (wanted(floor)) return floor;
    }
  };

  fill();
  const refused = cloudEvent('contact.queued', { contact: 'b', queue: 'sales' });
  const answer = await post([refused]);
  expect(answer).toEqual({
    status: 503,
    body: { error: expect.stringMatching(/nothing of this is acknowledged/) as string },
  });
  // The screens are told at once, and every number is stale.
  const told = await nextFloor(({ log }) => log !== null);
  expect(told).toMatchObject({
    kind: 'PATCH',
    log: { reason: 'the disk is full (ENOSPC)' },
    queues: [{ id: 'sales', waiting: 1, stale: true, staleSince: told.at }],
    total: { waiting: 1, stale: true, metrics: { offered: 1 } },
  });
  expect(Date.parse(told.log!.refusingSince!)).toBeLessThanOrEqual(Date.now());
  // Who asks is answered with what is known.
  const { data } = await query(OFFERED);
  expect(data.floor).toMatchObject({
    log: { reason: 'the disk is full (ENOSPC)' },
    total: { waiting: 1, metrics: { offered: 1 } },
  });
  const notice = await query('mutation { postNotice(text: "hello") }');
  expect(notice.errors?.[0]).toMatchObject({
    message: expect.stringMatching(/disk refuses/) as string,
    extensions: { code: 'UNAVAILABLE' },
  });
  const ready = await get('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    ready: false,
    reasons: [expect.stringMatching(/^the disk takes nothing since .+ENOSPC/)],
  });
  expect(await (await get('/metrics')).text()).toMatch(/^tidewall_log_refusing 1$/m);

  heal();
  // Nobody sends anything: it is found out all the same, and the floor's clock goes on.
  const healed = await nextFloor(({ log }) => log !== null && log.refusingSince === null);
  expect(healed.queues).toMatchObject([{ id: 'sales', stale: false, staleSince: null }]);
  await until(async () => {
    const { at } = (await query('{ floor { at } }')).data.floor as Floor;
    return Date.parse(at) > Date.parse(told.at);
  });
  expect((await get('/readyz')).status).toBe(200);
  expect(await (await get('/metrics')).text()).toMatch(/^tidewall_log_refusing 0$/m);
  // What was refused was not known: it is sent again and counts once.
  expect(await post([refused])).toMatchObject({ status: 202, body: { accepted: 1 } });
  expect(await post([refused])).toMatchObject({ status: 202, body: { duplicates: 1 } });
  expect((await query(OFFERED)).data.floor.total.metrics.offered).toBe(2);
  await feed.end();
});

it('a disk that fills in the middle of a stream acknowledges nothing of it; sent again, each event counts once (L-3)', async () => {
  tidewall = await startTestApp({ data: folder.path, disk });
  const { origin, query } = tidewall;
  const lines = Array.from(
    { length: 600 },
    (_, n) =>
      `${JSON.stringify(cloudEvent('contact.queued', { contact: `s${n}`, queue: 'sales' }))}\n`,
  );
  const offered = async (): Promise<number> =>
    (await query(OFFERED)).data.floor.total.metrics.offered as number;
  let goOn = (): void => undefined;
  const isFull = new Promise<void>((resolve) => (goOn = resolve));
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(lines.slice(0, 200).join(''));
    await isFull;
    yield Buffer.from(lines.slice(200).join(''));
  };
  const answer = send(Readable.toWeb(Readable.from(body())) as BodyInit);
  // Counted while the sender still sends.
  await until(async () => (await offered()) === 200);
  fill();
  goOn();
  expect((await answer).status).toBe(503);

  heal();
  await until(async () => (await query(OFFERED)).data.floor.log.refusingSince === null);
  const again = await send(lines.join(''));
  expect([again.status, await again.json()]).toEqual([
    202,
    { accepted: 400, duplicates: 200, refused: [] },
  ]);
  expect(await offered()).toBe(600);

  function send(sent: BodyInit): Promise<Response> {
    const headers = { ...BEARER, 'content-type': 'application/x-ndjson' };
    const init = { method: 'POST', headers, body: sent, duplex: 'half' } as RequestInit;
    return fetch(`${origin}/events`, init);
  }
});

it('a log that is followed goes on behind the last line that is stored, and lives through the outage as it was', async () => {
  const path = join(folder.path, 'queue_log');
  const second = Math.floor(Date.now() / 1000) - 60;
  writeFileSync(path, `${second}|c1|sales|NONE|ENTERQUEUE||+491|1\n`);
  tidewall = await startTestApp({ data: folder.path, disk, sources: [`queue-log:${path}`] });
  const { query } = tidewall;
  await until(async () => (await query(OFFERED)).data.floor.total.waiting === 1);
  fill();
  const now = Math.floor(Date.now() / 1000);
  // The wait and the lines' own seconds are rounded apart: which caller it was is known by who waits.
  appendFileSync(
    path,
    `${now}|c1|sales|Alice|CONNECT|${now - second - 1}|x|2\n${now}|c2|sales|NONE|ENTERQUEUE||+492|1\n`,
  );
  await until(async () => (await query(OFFERED)).data.floor.log.refusingSince !== null);
  expect((await query(OFFERED)).data.floor.total.metrics.offered).toBe(1);
  // It was tried several times.
  const before = refusedWrites;
  await until(async () => Promise.resolve(refusedWrites > before + 6));
  heal();
  await until(async () => (await query(OFFERED)).data.floor.total.metrics.offered === 2);
  // Once nothing is held any more, which is some moments later.
  await until(async () => (await query(OFFERED)).data.floor.log.refusingSince === null);
  const { data } = await query('{ floor { total { waiting serving } } }');
  expect(data.floor).toEqual({ total: { waiting: 1, serving: 1 } });
});

it('a replay waits for the disk and plays on: nothing is skipped, and it ends', async () => {
  const path = join(folder.path, 'past.ndjson');
  const at = Date.parse('2026-03-02T10:00:00Z');
  const lines = Array.from({ length: 6 }, (_, n) =>
    JSON.stringify(
      cloudEvent(
        'contact.queued',
        { contact: `c${n}`, queue: 'sales' },
        { time: new Date(at + n * 200).toISOString() },
      ),
    ),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  tidewall = await startTestApp({
    data: folder.path,
    disk,
    sources: [`replay:${path}?speed=1`],
    timeZone: 'UTC',
  });
  const { query } = tidewall;
  await until(async () => (await query(OFFERED)).data.floor.total.waiting > 0);
  fill();
  await until(async () => (await query(OFFERED)).data.floor.log.refusingSince !== null);
  heal();
  const ENDED = '{ sources { state } floor { total { waiting } } }';
  await until(async () => (await query(ENDED)).data.sources[0]?.state === 'ENDED');
  expect((await query(ENDED)).data.floor.total.waiting).toBe(6);
});

interface Floor {
  readonly at: string;
  readonly log: { readonly refusingSince: string | null } | null;
  readonly queues: readonly object[];
}

let refusedWrites = 0;

function fill(): void {
  disk.fault = (call) => {
    if (call !== 'write' && call !== 'create') return null;
    refusedWrites += 1;
    return diskError('ENOSPC');
  };
}

function heal(): void {
  disk.fault = () => null;
}

function get(path: string): Promise<Response> {
  return fetch(`${tidewall!.origin}${path}`, { headers: BEARER });
}

async function until(wanted: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (!(await wanted())) {
    if (performance.now() > giveUpAt) throw new Error('what is waited for does not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
