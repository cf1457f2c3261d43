import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BEARER, startTestApp, temporaryFolder, type TestApp } from '#test/support/app.ts';

let folder: ReturnType<typeof temporaryFolder>;
let tidewall: TestApp;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await tidewall.app.stop();
  folder.remove();
});

async function readyz(): Promise<{ status: number; reasons: unknown }> {
  const response = await fetch(`${tidewall.origin}/readyz`, { headers: BEARER });
  const { reasons } = (await response.json()) as { reasons?: unknown };
  return { status: response.status, reasons };
}

test('a floor whose source still tells the past is not shown as ready, then it is', async () => {
  const path = join(folder.path, 'queue_log');
  const anHourAgo = Math.floor(Date.now() / 1000) - 3_600;
  writeFileSync(path, `${anHourAgo}|c1|sales|NONE|ENTERQUEUE||+491|1\n`);
  tidewall = await startTestApp({ data: folder.path, sources: [`queue-log:${path}`] });
  expect(await readyz()).toEqual({
    status: 503,
    reasons: [expect.stringMatching(/^a source is still telling the past: the floor /)],
  });
  await expect.poll(readyz).toEqual({ status: 200, reasons: undefined });
  const { data } = await tidewall.query('{ floor { at } }');
  expect(Date.now() - Date.parse(data.floor.at as string)).toBeLessThan(60_000);
});

test('a floor that nobody tells anything is ready: it waits for events', async () => {
  tidewall = await startTestApp({ data: folder.path });
  expect(await readyz()).toEqual({ status: 200, reasons: undefined });
});
