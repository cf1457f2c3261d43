import { expect, type Locator, type Page } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { barriersOf } from './barriers.ts';
import { illegibleTexts } from './legible.ts';
import { Tidewall } from './tidewall.ts';
import { test } from './warm-page.ts';

/*
 * A number that is opened says why it is what it is, and the list behind it is as long as the number.
 * The floor of these tests: 60 answered in time, 4 late, 1 abandoned in time, 2 short abandons.
 */
const COUNTS = { numerator: 60, denominator: 65, excluded: 2 } as const;
const LEVEL = '92.3%';
const SIZES = [
  { name: 'laptop', width: 1440, height: 900, scheme: 'light' },
  { name: 'phone', width: 390, height: 844, scheme: 'dark' },
] as const;
const WORDS = {
  en: { level: 'Service level', more: /^Show \d+ more/, close: 'Close' },
  zh: { level: '服务水平', more: /^再列/, close: '关闭' },
} as const;

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  await tidewall.post('queue.defined', { queue: 'sales', name: '销售 Sales' });
  const answer = async (contact: string, agoMs: number, waitMs: number): Promise<void> => {
    await tidewall.post('contact.queued', { contact, queue: 'sales' }, agoMs);
    await tidewall.post('contact.answered', { contact, agent: 'ann' }, agoMs - waitMs);
    await tidewall.post('contact.ended', { contact, agent: 'ann' }, agoMs - waitMs - 1_000);
  };
  for (let n = 0; n < COUNTS.numerator; n += 1) await answer(`met${n}`, 900_000 - n * 5_000, 4_000);
  for (let n = 0; n < 4; n += 1) await answer(`late${n}`, 500_000 - n * 5_000, 40_000);
  const abandon = async (contact: string, waitMs: number): Promise<void> => {
    await tidewall.post('contact.queued', { contact, queue: 'sales' }, 400_000);
    await tidewall.post('contact.abandoned', { contact }, 400_000 - waitMs);
  };
  await abandon('gone', 10_000);
  await abandon('short0', 2_000);
  await abandon('short1', 2_000);
});

test.afterAll(async () => {
  await tidewall.remove();
});

for (const { name, width, height, scheme } of SIZES)
  for (const lang of ['en', 'zh'] as const)
    test(`${name}, ${lang}: a tapped number opens its reasons, and each list is as long as it says`, async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await tidewall.signIn(page);
      await page.goto(`${tidewall.origin}/?lang=${lang}`);
      const number = levelOf(page, lang);
      await expect(number).toContainText('92.3');
      await number.click();
      const sheet = page.getByRole('dialog');
      await expect(sheet.getByRole('heading', { level: 2 })).toHaveText(WORDS[lang].level);
      await expect(sheet).toContainText('n = 65');
      for (const part of ['numerator', 'denominator', 'excluded'] as const) {
        await sheet.locator(`#why-tab-${part}`).click();
        await expect(sheet.locator(`[data-count=${part}]`)).toHaveText(String(COUNTS[part]));
        const more = sheet.getByRole('button', { name: WORDS[lang].more });
        while (await more.isVisible()) {
          const before = await rowsOf(sheet);
          await more.click();
          await expect.poll(() => rowsOf(sheet)).toBeGreaterThan(before);
        }
        expect(await rowsOf(sheet), part).toBe(COUNTS[part]);
      }
      await page.evaluate(() => document.fonts.ready);
      expect(await illegibleTexts(page)).toEqual([]);
      expect(await barriersOf(page, { within: 'dialog' })).toEqual([]);
      await sheet.getByRole('button', { name: WORDS[lang].close }).last().click();
      await expect(sheet).toHaveCount(0);
      await expect(number).toBeFocused();
    });

test('the keyboard opens a number, stays in its sheet, and comes back to the number', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/?lang=en`);
  const number = levelOf(page, 'en');
  await expect(number).toContainText('92.3');
  await number.focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(sheet.locator('[data-count=numerator]')).toHaveText('60');
  for (let n = 0; n < 24; n += 1) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const at = document.activeElement;
      return at !== null && at !== document.body && at.closest('dialog') === null;
    });
    expect(outside, `after ${n + 1} tabs`).toBe(false);
  }
  await sheet.locator('#why-tab-numerator').focus();
  await page.keyboard.press('ArrowRight');
  await expect(sheet.locator('#why-tab-denominator')).toBeFocused();
  await expect(sheet.locator('#why-tab-denominator')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(number).toBeFocused();
});

test('an open number has an address: it can be sent, and Back closes it', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/?lang=en`);
  await levelOf(page, 'en').click();
  await expect(page).toHaveURL(/#why=serviceLevelRatio:total:today$/);
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Last 30 min' }).click();
  await expect(page).toHaveURL(/:last30$/);
  await page.goBack();
  await expect(sheet).toHaveCount(0);
  await expect(page).not.toHaveURL(/#why/);
  await page.goto(`${tidewall.origin}/?lang=en#why=shortAbandoned:queue-sales:today`);
  await expect(sheet.getByRole('heading', { level: 2 })).toHaveText('Short abandoned');
  await expect(sheet.locator('[data-count=numerator]')).toHaveText('2');
  await expect(sheet.getByRole('combobox')).toHaveValue('sales');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('with a sheet open, another number on the board takes its place', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/?lang=en#why=serviceLevelRatio:total:today`);
  const sheet = page.getByRole('dialog');
  await expect(sheet.locator('[data-count=numerator]')).toHaveText('60');
  const offered = page.locator('tr', { hasText: 'Sales' }).getByText('67', { exact: true });
  const box = (await offered.first().boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(sheet.getByRole('heading', { level: 2 })).toHaveText('Offered');
  await expect(sheet.locator('[data-count=numerator]')).toHaveText('67');
});

test('a wall stays without buttons', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/wall/main`);
  await expect(page.getByText('Sales').first()).toBeVisible();
  await expect(page.locator('button, a')).toHaveCount(0);
});

for (const { name, width, height, scheme } of SIZES)
  test(`${name}: every metric is defined, found by a word, and opened`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height });
    await tidewall.signIn(page);
    await page.goto(`${tidewall.origin}/settings?lang=en`);
    await expect(page.getByRole('heading', { name: 'Service level', exact: true })).toBeVisible();
    expect(await illegibleTexts(page)).toEqual([]);
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('searchbox').fill('service level contact');
    await page
      .getByRole('button', { name: 'Today’s number: Service level', exact: true })
      .first()
      .click();
    const sheet = page.getByRole('dialog');
    await expect(sheet.locator('[data-count=denominator]')).toHaveText('65');
  });

test('what was told late says that it corrected a closed interval', async ({ page }) => {
  await tidewall.post('queue.defined', { queue: 'late', name: '迟到 Late' });
  await tidewall.post('contact.queued', { contact: 'told-late', queue: 'late' }, 45 * 60_000);
  await tidewall.post('contact.abandoned', { contact: 'told-late' }, 44 * 60_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/?lang=en#why=abandoned:queue-late:today`);
  const sheet = page.getByRole('dialog');
  await expect(sheet.locator('[data-count=numerator]')).toHaveText('1');
  await expect(sheet).toContainText('Corrected');
  await expect(sheet).toContainText('already closed');
  await page.keyboard.press('Escape');
  await expect(page.locator('tr', { hasText: 'Late' })).toContainText(/corrected \d\d:\d\d/);
});

/** The service level of all queues, as a button. */
function levelOf(page: Page, lang: 'en' | 'zh'): Locator {
  const name =
    lang === 'en' ? `${WORDS.en.level} ${LEVEL}, why?` : `${WORDS.zh.level} ${LEVEL}，为什么？`;
  return page.getByRole('button', { name, exact: true }).first();
}

function rowsOf(sheet: Locator): Promise<number> {
  return sheet.locator('#why-list tbody tr').count();
}
