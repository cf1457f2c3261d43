import { expect } from '@playwright/test';
import { illegibleTexts } from './legible.ts';
import { Tidewall } from './tidewall.ts';
import { test } from './warm-page.ts';

const SIZES = [
  { name: 'TV', width: 1920, height: 1080, path: '/wall/main' },
  { name: 'TV on its side', width: 1080, height: 1920, path: '/wall/main' },
  { name: 'wall on a phone', width: 390, height: 844, path: '/wall/main' },
  { name: 'laptop', width: 1366, height: 768, path: '/' },
  { name: 'phone', width: 390, height: 844, path: '/' },
] as const;
const WORDS = { en: 'Service level', zh: '服务水平' } as const;

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--time-zone', 'Asia/Shanghai', '--source', 'demo:?seed=1']);
  await tidewall.start();
});

test.afterAll(async () => {
  await tidewall.remove();
});

for (const { name, width, height, path } of SIZES)
  for (const lang of ['en', 'zh', 'both'] as const)
    test(`${name}, ${lang}: every text can be read whole`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await tidewall.signIn(page);
      await page.goto(`${tidewall.origin}${path}?lang=${lang}`);
      // The demo floor has told its morning when contacts of today are counted.
      await expect(page.getByText('退款 Refunds').first()).toBeVisible({ timeout: 30_000 });
      await page.evaluate(() => document.fonts.ready);
      if (lang !== 'both') {
        await expect(page.getByText(WORDS[lang]).first()).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('lang', /^(en|zh)/);
      }
      expect(await illegibleTexts(page)).toEqual([]);
      const scrolls = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(scrolls, 'the page scrolls sideways').toBe(false);
    });

test('the language is switched on the page and kept', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/?lang=en`);
  await expect(page.getByText(WORDS.en).first()).toBeVisible();
  await page.getByRole('combobox').first().selectOption({ label: '中文' });
  await expect(page.getByText(WORDS.zh).first()).toBeVisible();
  await expect(page.getByText(WORDS.en)).toHaveCount(0);
  await page.goto(`${tidewall.origin}/`);
  await expect(page.getByText(WORDS.zh).first()).toBeVisible();
});

test('a wall stays in the language it was once opened in, whatever the overview speaks', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}/?lang=en`);
  await page.getByRole('link', { name: '中文', exact: false }).first().click();
  await expect(page).toHaveURL(/\/wall\/main\?lang=zh$/);
  await expect(page.getByText(WORDS.zh).first()).toBeVisible();
  await page.goto(`${tidewall.origin}/wall/main`);
  await expect(page.getByText(WORDS.zh).first()).toBeVisible();
  await expect(page.getByText(WORDS.en)).toHaveCount(0);
  await page.goto(`${tidewall.origin}/`);
  await expect(page.getByText(WORDS.en).first()).toBeVisible();
});
