import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall } from './tidewall.ts';

/** What a wall may load of script before it shows anything, compressed. */
const MOST_SCRIPT_BYTES = 120_000;
/** Of the hundred slices of the Chinese face, those that a wall's own words lie in and some names. */
const MOST_FONTS = 40;

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  await tidewall.post('queue.defined', { queue: 'sales', name: '销售 Sales' });
});

test.afterAll(async () => {
  await tidewall.remove();
});

test('a wall is told of nobody by name, and of how many all the same', async ({ page }) => {
  await tidewall.signIn(page);
  const told: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void told.push(String(payload))),
  );
  await page.goto(`${tidewall.origin}/wall/main`);
  const row = page.locator('tr', { hasText: 'Sales' });
  await expect(row).toBeVisible();
  const ann = { agent: 'ann', name: 'Ann Lee', queues: ['sales'] };
  await tidewall.post('agent.signedIn', ann);
  await tidewall.post('contact.queued', { contact: 'a', queue: 'sales' });
  await expect(row.locator('td.number').first()).toHaveText('1');
  await expect(page.locator('.tile', { hasText: 'Agents' }).locator('.total')).toHaveText('1');
  expect(told.filter((frame) => frame.includes('"next"')).length).toBeGreaterThan(1);
  expect(told.filter((frame) => /Ann Lee|"ann"/.test(frame))).toEqual([]);
  await page.goto(`${tidewall.origin}/`);
  await expect(page.getByText('Ann Lee').first()).toBeVisible();
  await tidewall.post('contact.abandoned', { contact: 'a' });
});

test('a wall loads little script, only the slices of fonts it needs, and nothing from elsewhere', async ({
  page,
  context,
}) => {
  await tidewall.signIn(page);
  // As on a machine that was never here; only the cookie stays.
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.clearBrowserCache');
  let scriptBytes = 0;
  const hosts = new Set<string>();
  const fonts = new Set<string>();
  const read: Promise<void>[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') || url.protocol.startsWith('ws')) hosts.add(url.host);
    if (request.resourceType() === 'font') fonts.add(url.pathname);
  });
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    read.push(response.body().then((body) => void (scriptBytes += gzipSync(body).length)));
  });
  await page.goto(`${tidewall.origin}/wall/main`);
  await expect(page.locator('tr', { hasText: 'Sales' })).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  await Promise.all(read);
  expect([...hosts]).toEqual([new URL(tidewall.origin).host]);
  expect(scriptBytes).toBeGreaterThan(10_000);
  expect(scriptBytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  expect(fonts.size).toBeGreaterThan(0);
  expect(fonts.size).toBeLessThanOrEqual(MOST_FONTS);
});
