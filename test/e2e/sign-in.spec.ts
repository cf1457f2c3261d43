import { expect, test } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall } from './tidewall.ts';

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  await tidewall.post('queue.defined', { queue: 'sales', name: '销售 Sales' });
});

test.afterAll(async () => {
  await tidewall.remove();
});

test('without the link nothing of the floor is shown, and the page says how to sign in', async ({
  page,
}) => {
  await page.goto(`${tidewall.origin}/wall/main`);
  await expect(page.getByText('npm start').first()).toBeVisible();
  await expect(page.getByText('Sales')).toHaveCount(0);
  const answer = await page.request.post(`${tidewall.origin}/graphql`, {
    data: { query: '{ floor { at } }' },
  });
  expect(answer.status()).toBe(401);
});

test('a wrong key is refused', async ({ page }) => {
  const answer = await page.goto(`${tidewall.origin}/sign-in?key=wrong`);
  expect(answer!.status()).toBe(401);
  await page.goto(`${tidewall.origin}/`);
  await expect(page.getByText('Sales')).toHaveCount(0);
});

test('the link signs the browser in for good, also after the server was restarted', async ({
  page,
}) => {
  await page.goto(tidewall.signInLink);
  await expect(page).toHaveURL(`${tidewall.origin}/`);
  await expect(page.getByText('Sales').first()).toBeVisible();
  await tidewall.kill();
  await tidewall.start();
  await page.goto(`${tidewall.origin}/wall/main`);
  await expect(page.getByText('Sales').first()).toBeVisible();
});

test('the link can be pasted into the page', async ({ page }) => {
  await page.goto(`${tidewall.origin}/`);
  await page.getByRole('textbox').fill(tidewall.signInLink);
  await page.getByRole('textbox').press('Enter');
  await expect(page.getByText('Sales').first()).toBeVisible();
});
