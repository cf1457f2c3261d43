import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserType } from 'playwright';
import { findSystemChromium } from '../run/chromium.mjs';

/** What a screen is: the sizes that the benchmarks look at. */
export const SCREENS = {
  wall: { path: '/wall/main', viewport: { width: 1920, height: 1080 } },
  overview: { path: '/', viewport: { width: 1366, height: 768 } },
} as const;

/** A real Chromium, without a window and without a will of its own. */
export function openChromium(): Promise<Browser> {
  // Outside of the bundle: Playwright finds its own files by where it lies.
  const { chromium } = createRequire(import.meta.url)('playwright') as { chromium: BrowserType };
  const executablePath = findSystemChromium() ?? undefined;
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-background-networking', '--disable-component-update'],
      ...['--disable-sync', '--no-first-run', '--enable-precise-memory-info'],
    ],
  });
}

/** A browser that has signed in by the link. */
export async function signedIn(browser: Browser, signInLink: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(signInLink);
  await page.close();
  return context;
}
