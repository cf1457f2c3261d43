import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { pastWeeks, TIME_ZONE } from '../support/past-weeks.ts';
import { barriersOf } from './barriers.ts';
import { illegibleTexts } from './legible.ts';
import { Tidewall } from './tidewall.ts';
import { test } from './warm-page.ts';

/*
 * The past of a floor of five weeks, up to Sunday, 22 November 2026, 14:10: a day beside its like, the week by
 * half hours, an agent's day, the exports, and the report on paper.
 */
const SIZES = [
  { name: 'laptop', width: 1366, height: 768, scheme: 'light' },
  { name: 'phone', width: 390, height: 844, scheme: 'dark' },
] as const;
/** Each in one language a size: all pairs of language and size occur, and of language and view nearly all. */
const VIEWS = [
  { name: 'a day', path: '/history?scope=queue:sales', laptop: 'zh', phone: 'en' },
  { name: 'the week', path: '/history?view=weeks', laptop: 'en', phone: 'zh' },
  {
    name: 'a team',
    path: '/history?view=agents&who=team:early&day=2026-11-20',
    laptop: 'both',
    phone: 'zh',
  },
  { name: 'the report', path: '/history/report?day=2026-11-20', laptop: 'en', phone: 'both' },
] as const;

let tidewall: Tidewall;

test.beforeAll(async ({ browser }) => {
  // Five weeks are folded first: on a busy machine that takes its time.
  test.setTimeout(240_000);
  const folder = new Tidewall([]).data;
  const file = join(folder, 'weeks.ndjson.gz');
  writeFileSync(file, pastWeeks());
  tidewall = new Tidewall(['--time-zone', TIME_ZONE, '--source', `replay:${file}?speed=max`]);
  await tidewall.start();
  const page = await browser.newPage();
  await page.goto(tidewall.signInLink);
  await expect(page.getByText('Replay ended')).toBeVisible({ timeout: 60_000 });
  await page.close();
});

test.afterAll(async () => {
  await tidewall.remove();
});

async function open(page: Page, path: string): Promise<void> {
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}${path}`);
  await expect(page.getByText(/^(Asking …|查询中……)$/)).toHaveCount(0);
  await expect(page.locator('main')).toContainText(/2026-(08|11)-/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

for (const { name, width, height, scheme } of SIZES)
  for (const view of VIEWS) {
    const lang = view[name];
    test(`${name}, ${lang}: ${view.name} can be read whole and has no barrier`, async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await open(page, `${view.path}${view.path.includes('?') ? '&' : '?'}lang=${lang}`);
      expect(await illegibleTexts(page)).toEqual([]);
      const scrolls = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(scrolls, 'the page scrolls sideways').toBe(false);
      expect(await barriersOf(page)).toEqual([]);
    });
  }

test('a day stands beside the median and the quartiles of the same weekday', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, '/history?lang=en&scope=queue:sales');
  await expect(
    page.getByText('Compared with the 8 Sundays before; 4 of them have data'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Table of values' }).click();
  const row = page.getByRole('row', { name: /^10:00–10:30/ });
  await expect(row.getByRole('cell')).toHaveText(['6', '5', '3.5', '6.5', '4']);
  // Nobody is there at night: that is counted, and it is 0; what is to come is nothing.
  await expect(
    page
      .getByRole('row', { name: /^03:00/ })
      .getByRole('cell')
      .first(),
  ).toHaveText('0');
  await expect(
    page
      .getByRole('row', { name: /^16:00/ })
      .getByRole('cell')
      .first(),
  ).toHaveText('—');
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  for (let n = 0; n < 20; n += 1) await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('slider')).toHaveAttribute(
    'aria-valuetext',
    /^10:00–10:30 {2}this day 6 · median 5 \(3\.5 to 6\.5\) · 4 days$/,
  );
});

test('the day before, a week ago, and back to today; the address shows the same again', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, '/history?lang=en');
  await page.getByRole('button', { name: 'Day before' }).click();
  await expect(page.getByText('Saturday 2026-11-21').first()).toBeVisible();
  await page.getByRole('button', { name: 'Week ago' }).click();
  await expect(page).toHaveURL(/day=2026-11-14/);
  await page.getByLabel('Step').selectOption({ label: '15 min' });
  await page.reload();
  await expect(page.getByText('Saturday 2026-11-14').first()).toBeVisible();
  await expect(page.getByLabel('Step')).toHaveValue('15');
  await page.getByRole('button', { name: 'Today', exact: true }).click();
  await expect(page).not.toHaveURL(/day=/);
  await expect(page.getByRole('button', { name: 'Next day' })).toBeDisabled();
});

test('a day before the history began says since when it is kept, and draws no zero', async ({
  page,
}) => {
  await open(page, '/history?lang=zh&day=2026-08-02');
  await expect(page.getByText('历史自 2026-10-25 星期日 起保存').first()).toBeVisible();
  await expect(page.getByRole('slider')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'CSV 表格' })).toBeDisabled();
});

test('the heat-map is walked with the keys and says each value with its days', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, '/history?lang=en&view=weeks&scope=queue:sales');
  const cell = page.getByRole('gridcell', { name: /^Sunday 10:00–10:30/ });
  await expect(cell).toHaveAccessibleName(/median 5 .*4 days$/);
  await cell.focus();
  await expect(page.locator('.moment')).toContainText('Sunday 10:00–10:30  median 5');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('gridcell', { name: /^Saturday 10:00–10:30/ })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.moment')).toContainText('Saturday 10:30–11:00');
});

test('a team’s day is a lane each, told to a screen reader stretch by stretch', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, '/history?lang=en&view=agents&who=team:early&day=2026-11-20');
  await expect(page.getByRole('slider')).toHaveCount(2);
  const lane = page.getByRole('slider', { name: /Ann/ });
  await lane.focus();
  await page.keyboard.press('Home');
  await expect(lane).toHaveAttribute('aria-valuetext', /Ready · 08:55:00–09:00:\d5/);
  await expect(page.getByRole('row', { name: /Ann/ })).toContainText('9 h 05');
  await page.getByRole('button', { name: 'Table of values' }).click();
  await expect(
    page.getByRole('row', { name: /12:20:00.*13:00:00.*Meal.*40:00/ }).first(),
  ).toBeVisible();
});

test('the table is handed on so that a spreadsheet reads it right', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, `/history?lang=zh&scope=${encodeURIComponent('queue:=care')}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV 表格' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^tidewall-offered-售后-Care-2026-11-22\.csv$/);
  const text = readFileSync(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFF指标,单位,范围,开始,结束,数值')).toBe(true);
  const row = text.split('\r\n').find((line) => line.includes(',2026-11-22T09:00:00+08:00,2026-'));
  expect(row).toMatch(
    /^呼入量,contacts,'=售后 Care,2026-11-22T09:00:00\+08:00,2026-11-22T09:30:00\+08:00,\d/,
  );
  const coming = text
    .split('\r\n')
    .find((line) => line.includes(',2026-11-22T16:00:00+08:00,2026-'));
  expect(coming, 'what is to come is empty, not 0').toContain('+08:00,,');
});

test('the picture is twice as fine as its size, with the letters of both languages', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, '/history?lang=both&scope=queue:sales');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'PNG 图片' }).click(),
  ]);
  const png = readFileSync(await download.path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(2_240);
  expect(png.readUInt32BE(20)).toBeGreaterThan(900);
  expect(png.length).toBeGreaterThan(40_000);
});

test('the report is on paper what it is on the screen, without the bar, on white', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, '/history/report?lang=en&day=2026-11-20');
  await expect(page.getByRole('button', { name: 'Print' })).toBeEnabled();
  const all = page.getByRole('row', { name: /^All/ });
  await expect(all).toContainText(/\d/);
  await expect(page.getByRole('row', { name: /销售 Sales/ })).toBeVisible();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
  expect(pages.length).toBeGreaterThan(0);
  expect(pages.length).toBeLessThan(4);
});

test('a wall never loads what only the history needs', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/wall/main`);
  await expect(page.getByText('销售 Sales').first()).toBeVisible();
  expect(loaded.filter((path) => /history/i.test(path))).toEqual([]);
  await page.goto(`${tidewall.origin}/history`);
  await expect.poll(() => loaded.filter((path) => /\/History-.*\.js$/.test(path)).length).toBe(1);
});
