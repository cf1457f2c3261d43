import { expect, test } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall } from './tidewall.ts';

let tidewall: Tidewall;
/** A floor on which people wait for too long. Rules hold for thirty seconds before they tell anybody: it begins first. */
let surging: Tidewall;

test.beforeAll(async () => {
  surging = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await surging.start();
  await surging.post('queue.defined', { queue: 'sales', name: '销售 Sales' });
  for (let n = 0; n < 12; n += 1)
    await surging.post('contact.queued', { contact: `w${n}`, queue: 'sales' }, 600_000);
});

test.afterAll(async () => {
  await surging.remove();
});

test.beforeEach(async ({ page }) => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  await tidewall.post('queue.defined', { queue: 'sales', name: '销售 Sales' });
  await tidewall.signIn(page);
});

test.afterEach(async () => {
  await tidewall.remove();
});

test('a number on the wall changes when an event is posted', async ({ page }) => {
  await page.goto(`${tidewall.origin}/wall/main`);
  const row = page.locator('tr', { hasText: 'Sales' });
  await expect(row.locator('td.number').first()).toHaveText('0');
  await tidewall.post('contact.queued', { contact: 'a', queue: 'sales' });
  await expect(row.locator('td.number').first()).toHaveText('1');
  await tidewall.post('contact.queued', { contact: 'b', queue: 'sales' }, 61_000);
  await expect(row.locator('td.number').first()).toHaveText('2');
  // The longest wait runs on the screen's own clock.
  await expect(row.locator('td.wait')).toHaveText(/^1:0\d$/);
  await expect(row.locator('td.wait')).toHaveText('1:05');
  await tidewall.post('contact.answered', { contact: 'b', agent: 'ann' });
  await tidewall.post('contact.answered', { contact: 'a', agent: 'bob' });
  await expect(row.locator('td.number').first()).toHaveText('0');
});

test('the wall says that it is stale when the server is gone, and comes back by itself', async ({
  page,
}) => {
  await tidewall.post('contact.queued', { contact: 'a', queue: 'sales' });
  await page.goto(`${tidewall.origin}/wall/main`);
  const row = page.locator('tr', { hasText: 'Sales' });
  await expect(row.locator('td.number').first()).toHaveText('1');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await tidewall.kill();
  // Over ten seconds: digits without substance, no hue; then the banner over the whole width.
  await expect(row.locator('td.number').first()).toHaveClass(/hollow/, { timeout: 20_000 });
  const banner = page.getByRole('alert');
  await expect(banner).toContainText('数据已停', { timeout: 20_000 });
  const stopped = await row.locator('td.wait').textContent();
  await expect(banner).toContainText(/1\d/);
  // A ticking clock on dead data is a lie.
  expect(await row.locator('td.wait').textContent()).toBe(stopped);
  await tidewall.start();
  await expect(banner).toHaveCount(0, { timeout: 30_000 });
  await expect(row.locator('td.number').first()).not.toHaveClass(/hollow/);
  await tidewall.post('contact.queued', { contact: 'c', queue: 'sales' });
  await expect(row.locator('td.number').first()).toHaveText('2');
});

test('an alert that fires stands on the wall, and a person can answer for it', async ({ page }) => {
  await surging.signIn(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${surging.origin}/`);
  const acknowledge = page.getByRole('button', { name: 'Acknowledge' }).first();
  await expect(acknowledge).toBeVisible({ timeout: 60_000 });
  await acknowledge.click();
  await page.getByRole('dialog').getByRole('textbox').fill('Ann Lee');
  await page.getByRole('dialog').getByRole('textbox').press('Enter');
  await expect(page.getByText(/Ann Lee/).first()).toBeVisible();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${surging.origin}/wall/main`);
  await expect(page.locator('tr', { hasText: 'Sales' })).toBeVisible();
  await expect(page.locator('header')).toContainText('Sales');
});
