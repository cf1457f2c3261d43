import { expect, test, type Browser, type Page } from '@playwright/test';
import { canFillDisk } from '../support/can-fill-disk.ts';
import { noonZone } from '../support/noon-zone.ts';
import { illegibleTexts } from './legible.ts';
import { Tidewall } from './tidewall.ts';

test.skip(!canFillDisk(), 'only Linux lets the files of a running process be kept from growing');

interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly path: string;
}
const SCREENS: readonly Screen[] = [
  { name: 'TV', width: 1920, height: 1080, path: '/wall/main' },
  { name: 'laptop', width: 1366, height: 768, path: '/' },
  { name: 'phone', width: 390, height: 844, path: '/' },
  { name: 'health', width: 1366, height: 768, path: '/settings' },
];
const SAYS = {
  en: ['Disk takes nothing since', 'new events are not counted'],
  zh: ['磁盘自', '新事件未计入'],
} as const;

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  for (const [queue, name] of Object.entries({ sales: '销售 Sales', refunds: '退款 Refunds' })) {
    await tidewall.post('queue.defined', { queue, name });
    for (let n = 0; n < 3; n += 1)
      await tidewall.post('contact.queued', { contact: `${queue}-${n}`, queue }, 40_000);
  }
});

test.afterAll(async () => {
  await tidewall.remove();
});

test('a full disk is said on every screen, what is known stays on them, and they heal by themselves', async ({
  browser,
}) => {
  const open: { readonly screen: Screen; readonly page: Page }[] = [];
  for (const screen of SCREENS) open.push({ screen, page: await opened(browser, screen) });
  for (const { page } of open) {
    await expect(page.locator('[data-staleness="fresh"]').first()).toBeAttached();
    await expect(banner(page)).toHaveCount(0);
  }

  tidewall.fillDisk(true);
  for (const { screen, page } of open) await saysSo(page, screen, 'both');
  const refused = tidewall.post('contact.queued', { contact: 'never', queue: 'sales' });
  await expect(refused).rejects.toThrow(/nothing of this is acknowledged/);
  // A screen that is switched on only now says it too, in its language.
  for (const lang of ['en', 'zh'] as const)
    for (const { screen, page } of open) {
      await page.goto(`${tidewall.origin}${screen.path}?lang=${lang}`);
      await saysSo(page, screen, lang);
    }

  tidewall.fillDisk(false);
  // Nobody touches anything: that there is room again is said by saying nothing.
  for (const { screen, page } of open) {
    await expect(banner(page)).toHaveCount(0);
    await expect(page.locator('[data-staleness="fresh"]').first()).toBeAttached();
    if (screen.path !== '/wall/main') continue;
    await expect(waiting(page)).not.toHaveClass(/hollow/);
    await expect(waiting(page)).toHaveText('3');
  }
});

async function opened(browser: Browser, { width, height, path }: Screen): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height } });
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}${path}?lang=both`);
  return page;
}

async function saysSo(page: Page, screen: Screen, lang: 'en' | 'zh' | 'both'): Promise<void> {
  await expect(banner(page)).toBeVisible();
  for (const said of lang === 'both' ? [...SAYS.en, ...SAYS.zh] : SAYS[lang])
    await expect(banner(page)).toContainText(said);
  if (screen.path === '/settings')
    await expect(page.locator('section[data-log="refusing"]')).toContainText('EFBIG');
  else await expect(page.getByText('Refunds').first()).toBeVisible();
  if (screen.path === '/wall/main') {
    // What is known stays, and is not passed off as of now.
    await expect(waiting(page)).toHaveText('3');
    await expect(waiting(page)).toHaveClass(/hollow/);
    if (lang === 'both') {
      const wait = await page.locator('td.wait').first().textContent();
      // Nothing happens, and that is what is looked at.
      await page.waitForTimeout(1_200);
      expect(await page.locator('td.wait').first().textContent()).toBe(wait);
    }
  }
  expect(await illegibleTexts(page), `${screen.name} ${lang}`).toEqual([]);
}

const banner = (page: Page) => page.locator('[role="alert"][data-about="log"]');
const waiting = (page: Page) =>
  page.locator('tr', { hasText: 'Sales' }).locator('td.number').first();
