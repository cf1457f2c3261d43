import { expect } from '@playwright/test';
import { barriersOf } from './barriers.ts';
import { Tidewall } from './tidewall.ts';
import { test } from './warm-page.ts';

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--time-zone', 'Asia/Shanghai', '--source', 'demo:?seed=1']);
  await tidewall.start();
  await tidewall.post('notice.posted', { text: '系统 18:00 维护 maintenance at 18:00' });
});

test.afterAll(async () => {
  await tidewall.remove();
});

for (const { name, width, height, path, scheme } of [
  { name: 'the wall', width: 1920, height: 1080, path: '/wall/main', scheme: 'dark' },
  { name: 'the laptop by day', width: 1366, height: 768, path: '/', scheme: 'light' },
  { name: 'the phone by night', width: 390, height: 844, path: '/', scheme: 'dark' },
] as const)
  test(`${name} has no barrier that a machine can find`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height });
    await tidewall.signIn(page);
    await page.goto(`${tidewall.origin}${path}`);
    await expect(page.getByText('退款 Refunds').first()).toBeVisible({ timeout: 30_000 });
    expect(await barriersOf(page)).toEqual([]);
  });
