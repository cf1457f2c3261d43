import { expect } from '@playwright/test';
import { illegibleTexts } from './legible.ts';
import { Tidewall } from './tidewall.ts';
import { test } from './warm-page.ts';

const HOUR_MS = 3_600_000;
/** E-mails and tickets wait over nights and weekends. */
const QUEUES = [
  { queue: 'voice', name: '销售热线 Sales hotline', channel: 'voice', agoMs: 0.4 * HOUR_MS },
  { queue: 'chat', name: '在线 Chat', channel: 'chat', agoMs: 1.6 * HOUR_MS },
  { queue: 'email', name: '邮件 Email', channel: 'email', agoMs: 13.4 * HOUR_MS },
  { queue: 'tickets', name: '工单 Tickets', channel: 'ticket', agoMs: 123.2 * HOUR_MS },
] as const;
const SCREENS = [
  { width: 1920, height: 1080, path: '/wall/main' },
  { width: 1080, height: 1920, path: '/wall/main' },
  { width: 390, height: 844, path: '/wall/main' },
  { width: 1366, height: 768, path: '/' },
  { width: 390, height: 844, path: '/' },
] as const;

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', 'Asia/Shanghai']);
  await tidewall.start();
  for (const { queue, name, channel, agoMs } of QUEUES) {
    await tidewall.post('queue.defined', { queue, name, channel }, 130 * HOUR_MS);
    await tidewall.post('contact.queued', { contact: queue, queue, channel }, agoMs);
  }
});

test.afterAll(async () => {
  await tidewall.remove();
});

for (const lang of ['en', 'zh', 'both'] as const)
  test(`waits of hours and days can be read whole on every screen, ${lang}`, async ({ page }) => {
    await tidewall.signIn(page);
    for (const { width, height, path } of SCREENS) {
      await page.setViewportSize({ width, height });
      await page.goto(`${tidewall.origin}${path}?lang=${lang}`);
      await expect(
        page
          .getByText(/^\s*123 (h|小时) 1\d/)
          .filter({ visible: true })
          .first(),
      ).toBeVisible();
      await page.evaluate(() => document.fonts.ready);
      expect(await illegibleTexts(page), `${path} at ${width} x ${height}`).toEqual([]);
    }
  });

test('a wall that has stopped can be read whole, hung either way', async ({ page }) => {
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/wall/main?lang=both`);
  await expect(page.getByText(/^\s*123 h 1\d/).first()).toBeVisible();
  await tidewall.kill();
  await expect(page.locator('td.wait').first()).toHaveClass(/hollow/, { timeout: 20_000 });
  for (const { width, height, path } of SCREENS.slice(0, 3)) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(await illegibleTexts(page), `${path} at ${width} x ${height}`).toEqual([]);
  }
  await tidewall.start();
});
