import { test as base, type BrowserContext } from '@playwright/test';

/**
 * `test`, whose pages are of one browser that has been there before: fonts and scripts are fetched once for all tests
 * of a spec. What a page keeps for itself (the language, a name) is gone with it.
 */
export const test = base.extend<object, { readonly warmBrowser: BrowserContext }>({
  warmBrowser: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ locale: 'en-GB' });
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],
  async page({ warmBrowser }, use) {
    const page = await warmBrowser.newPage();
    await use(page);
    if (page.url().startsWith('http')) await page.evaluate(() => localStorage.clear());
    await page.close();
  },
});
