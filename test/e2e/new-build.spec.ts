import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall } from './tidewall.ts';

/*
 * A new build takes the place of an older one while screens hang there. Its server runs out of a copy of
 * the built app, in which the page's own script gets another name, as a change of it would give it.
 */

const ROOT = join(import.meta.dirname, '../..');
let folder: string;
let tidewall: Tidewall;

test.beforeEach(async ({ page }) => {
  // Below the repository, where the server finds its packages.
  folder = mkdtempSync(join(ROOT, 'node_modules/.cache/tidewall-new-build-'));
  cpSync(join(ROOT, 'dist'), folder, { recursive: true });
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()], folder);
  await tidewall.start();
  await tidewall.post('queue.defined', { queue: 'sales', name: '销售 Sales' });
  await tidewall.post('contact.queued', { contact: 'a', queue: 'sales' });
  await tidewall.signIn(page);
});

test.afterEach(async () => {
  await tidewall.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Gives the page's script another name; what was is there no more. */
function makeNewBuild(): string {
  const assets = join(folder, 'web/assets');
  const old = readdirSync(assets).find((name) => /^index-.*\.js$/.test(name))!;
  const name = 'index-NEWBUILD.js';
  renameSync(join(assets, old), join(assets, name));
  const page = join(folder, 'web/index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replaceAll(old, name));
  for (const other of readdirSync(assets).filter((each) => each.endsWith('.js'))) {
    const path = join(assets, other);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(old, name));
  }
  return name;
}

async function restart(): Promise<void> {
  await tidewall.kill();
  await tidewall.start();
}

function scriptOf(page: Page): Promise<string> {
  return page.evaluate(() => document.querySelector('script[type=module]')!.getAttribute('src')!);
}

test('a wall takes it over without a blank frame, at the same address', async ({ page }) => {
  const frames: number[] = [];
  const texts: string[] = [];
  await page.exposeFunction('tellText', (text: string) => void texts.push(text));
  // In every frame that is drawn, of the old page and the new: is a number of the floor on it?
  await page.addInitScript(() => {
    const tell = (globalThis as unknown as { tellText(text: string): void }).tellText;
    const look = (): void => {
      tell(document.documentElement?.innerText ?? '');
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const address = `${tidewall.origin}/wall/main?lang=en`;
  await page.goto(address);
  const row = page.locator('#app tr', { hasText: 'Sales' });
  await expect(row.locator('td.number').first()).toHaveText('1');
  const cast = await page.context().newCDPSession(page);
  cast.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(data.length);
    // The last one may come as the page is closed.
    void cast.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await cast.send('Page.startScreencast', { format: 'jpeg', quality: 60 });
  await expect.poll(() => frames.length).toBeGreaterThan(0);
  frames.splice(0, frames.length - 1);
  texts.length = 0;

  const name = makeNewBuild();
  await restart();
  await expect.poll(() => scriptOf(page).catch(() => ''), { timeout: 40_000 }).toContain(name);
  await expect(row.locator('td.number').first()).toHaveText('1');
  await expect(page.locator('#held-picture')).toHaveCount(0);
  await tidewall.post('contact.queued', { contact: 'b', queue: 'sales' });
  await expect(row.locator('td.number').first()).toHaveText('2');
  expect(page.url()).toBe(address);

  // Before there is anything in the document nothing of it is drawn: the screen has the old page still.
  const shown = texts.filter((text) => text !== '');
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter((text) => !text.includes('Sales'))).toEqual([]);
  // An empty page is a fraction of the size of a full one.
  const [full] = frames;
  expect(Math.min(...frames)).toBeGreaterThan(full! / 2);
});

test('who has a number open is told, and keeps it until the new version is wanted', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${tidewall.origin}/?lang=en`);
  await expect(page.getByText('Sales').first()).toBeVisible();
  const old = await scriptOf(page);
  const name = makeNewBuild();
  await restart();
  const button = page.getByRole('button', { name: 'Load it' });
  await expect(button).toBeVisible({ timeout: 40_000 });
  expect(await scriptOf(page)).toBe(old);
  await button.click();
  await expect.poll(() => scriptOf(page).catch(() => '')).toContain(name);
  await expect(page.getByText('Sales').first()).toBeVisible();
});

test('a server that starts again with the same page is no reason to load it again', async ({
  page,
}) => {
  await page.goto(`${tidewall.origin}/wall/main`);
  await expect(page.locator('tr', { hasText: 'Sales' })).toBeVisible();
  await page.evaluate(() => Object.assign(globalThis, { isTheSamePage: true }));
  // Another build by its server alone.
  writeFileSync(
    join(folder, 'server/main.js'),
    `${readFileSync(join(folder, 'server/main.js'), 'utf8')}\n// another build\n`,
  );
  await restart();
  await tidewall.post('contact.queued', { contact: 'b', queue: 'sales' });
  const number = page.locator('tr', { hasText: 'Sales' }).locator('td.number').first();
  await expect(number).toHaveText('2', { timeout: 40_000 });
  // Long enough for a page to be fetched, compared and loaded.
  await page.waitForTimeout(5_000);
  expect(await page.evaluate(() => 'isTheSamePage' in globalThis)).toBe(true);
});
