import { expect, test, type Page } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall } from './tidewall.ts';

/*
 * A stick behind a television, a cheap phone: six times slower, on a floor that never rests. It may show fewer of the
 * numbers; the newest all the same, and whoever touches it is answered.
 */
const SLOWED = 6;
const QUEUES = Array.from({ length: 20 }, (_, n) => `Queue ${String(n).padStart(2, '0')}`);
const AGENTS = 120;
const UPDATES = 40;
const UPDATE_EVERY_MS = 100;

let tidewall: Tidewall;
let rounds = 0;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  for (const name of QUEUES) await tidewall.post('queue.defined', { queue: name, name });
  for (let agent = 0; agent < AGENTS; agent += 1)
    await tidewall.post('agent.signedIn', {
      agent: `a${agent}`,
      name: `Agent ${agent}`,
      queues: [QUEUES[agent % QUEUES.length]],
    });
});

test.afterAll(async () => {
  await tidewall.remove();
});

for (const { screen, path, width, height } of [
  { screen: 'a wall', path: '/wall/main?lang=en', width: 1920, height: 1080 },
  { screen: 'the overview', path: '/?lang=en', width: 1366, height: 768 },
] as const)
  test(`on a slow machine ${screen} ends at the newest number, and shows ever newer ones on its way`, async ({
    page,
  }) => {
    await tidewall.signIn(page);
    await page.setViewportSize({ width, height });
    await page.goto(`${tidewall.origin}${path}`);
    const row = page.locator('tbody tr', { hasText: QUEUES[0]! });
    await expect(row).toBeVisible();
    const before = Number(await row.locator('.digits').first().textContent());
    await slow(page);
    const shown = await watchNumbers(page, QUEUES[0]!);
    await busy();
    await expect(row.locator('.digits').first()).toHaveText(String(before + UPDATES));
    const numbers = await shown();
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(numbers.length).toBeGreaterThan(2);
  });

test('a button on a slow machine is answered while the numbers go on', async ({ page }) => {
  await tidewall.signIn(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${tidewall.origin}/?lang=en`);
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await slow(page);
  let isAnswered = false;
  const going = busy(() => isAnswered);
  await page
    .getByRole('button', { name: /^Offered/ })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
  isAnswered = true;
  await going;
});

async function slow(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
}

/** Everybody who comes waits in the first queue; elsewhere they come and go. So many times unless `isOver` says when. */
async function busy(isOver?: () => boolean): Promise<void> {
  rounds += 1;
  for (let update = 0; isOver ? !isOver() : update < UPDATES; update += 1) {
    const dueAt = performance.now() + UPDATE_EVERY_MS;
    const id = `${rounds}-${update}`;
    const queue = QUEUES[1 + (update % (QUEUES.length - 1))];
    await tidewall.post('contact.queued', { contact: id, queue: QUEUES[0] });
    await tidewall.post('contact.queued', { contact: `${id}-too`, queue });
    await tidewall.post('contact.abandoned', { contact: `${id}-too` });
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
  }
}

/** Notes what the first number of a queue's row says, whenever it changes. */
async function watchNumbers(page: Page, queue: string): Promise<() => Promise<number[]>> {
  await page.evaluate((name) => {
    window.shown = [];
    const row = [...document.querySelectorAll('tbody tr')].find((tr) =>
      tr.textContent.includes(name),
    )!;
    const digits = row.querySelector('.digits')!;
    new MutationObserver(() => window.shown.push(Number(digits.textContent))).observe(digits, {
      ...{ subtree: true, childList: true, characterData: true },
    });
  }, queue);
  return () => page.evaluate(() => window.shown);
}

declare global {
  interface Window {
    /** What the watched number said, one after the other. */
    shown: number[];
  }
}
