import { expect, test, type Page } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall } from './tidewall.ts';

/*
 * What a patch wakes: where every update redraws the whole board, a weak machine behind a television is busy with
 * nothing. Watched is the real page, in the one go in which it takes the patch.
 */
const QUEUES = ['Billing', 'Returns', 'Sales', 'Service', 'Tech'];

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  for (const name of QUEUES) await tidewall.post('queue.defined', { queue: name, name });
  for (const [place, queue] of QUEUES.entries())
    await tidewall.post('agent.signedIn', {
      agent: `a${place}`,
      name: `Agent ${place}`,
      queues: [queue],
    });
});

test.afterAll(async () => {
  await tidewall.remove();
});

for (const { screen, path, queue } of [
  { screen: 'a wall', path: '/wall/main?lang=en', queue: 'Sales' },
  { screen: 'the overview', path: '/?lang=en', queue: 'Returns' },
] as const)
  test(`on ${screen} a patch of one queue touches its row and the sums of the floor, and nothing else`, async ({
    page,
  }) => {
    await tidewall.signIn(page);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(`${tidewall.origin}${path}`);
    const row = page.locator('tbody tr', { hasText: queue });
    await expect(row).toBeVisible();
    await watch(page);
    await tidewall.post('contact.queued', { contact: `on ${screen}`, queue });
    await expect(row.locator('.digits').first()).toHaveText('1');
    const all = await page.evaluate(() => window.touched);
    const touched = all.find((places) => places.includes(`row: ${queue}`));
    expect(touched?.filter((place) => place.startsWith('row'))).toEqual([`row: ${queue}`]);
    expect(
      touched?.filter((place) => !place.startsWith('row') && !place.startsWith('sum')),
    ).toEqual([]);
    // The row of one who waits changes with every second, in the other test's goes, too.
    await tidewall.post('contact.abandoned', { contact: `on ${screen}` });
  });

test('who changed out of sight is right as soon as they are looked at', async ({ page }) => {
  for (let n = 0; n < 130; n += 1)
    await tidewall.post('agent.signedIn', { agent: `b${n}`, name: `Ben ${n}`, queues: ['Tech'] });
  await tidewall.post('agent.signedIn', { agent: 'zoe', name: 'Zoe', queues: ['Tech'] });
  await tidewall.signIn(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${tidewall.origin}/?lang=en`);
  const zoe = page.locator('.agents li', { hasText: 'Zoe' });
  await expect(zoe).toHaveClass(/available/);
  const isDrawn = (): Promise<boolean> =>
    zoe.evaluate((row) => row.checkVisibility({ contentVisibilityAuto: true }));
  await expect.poll(isDrawn).toBe(false);
  await tidewall.post('agent.stateChanged', { agent: 'zoe', state: 'paused', reason: 'break' });
  await zoe.scrollIntoViewIfNeeded();
  await expect.poll(isDrawn).toBe(true);
  await expect(zoe).toHaveClass(/paused/, { timeout: 1_000 });
  await expect(zoe).toContainText('Break');
});

test('a timeline that nobody touches asks the server once, not with every second that passes', async ({
  page,
}) => {
  await tidewall.post('contact.queued', { contact: 'who counts the seconds', queue: 'Service' });
  await tidewall.signIn(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${tidewall.origin}/?lang=en`);
  await expect(page.getByRole('slider')).toBeVisible();
  const wait = page.locator('tbody tr', { hasText: 'Service' }).locator('.wait .digits');
  const seconds = async (): Promise<number> => {
    const [minutes, rest] = (await wait.textContent())!.split(':').map(Number);
    return minutes! * 60 + rest!;
  };
  const from = await seconds();
  await expect.poll(seconds).toBeGreaterThanOrEqual(from + 2);
  let asked = 0;
  page.on('request', (request) => {
    if (/Past(Volume|Alerts)/.test(request.postData() ?? '')) asked += 1;
  });
  await expect.poll(seconds).toBeGreaterThanOrEqual(from + 8);
  // A stretch that follows the present moves on once a minute.
  expect(asked).toBeLessThanOrEqual(2);
});

/** Notes what is touched in each go, by the row, the agent or the tile that it lies in. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    /** Tiles whose numbers sum up the floor. */
    const SUMS = /^(Longest waiting|Waiting|Service level|Abandon|Avg|Offered|Arrivals|Sources)/i;
    const placeOf = (node: Node): string => {
      const element = node instanceof Element ? node : node.parentElement!;
      // The second may strike in the same go.
      if (element.closest('.freshness, .clock, .dock, .agents .long')) return 'sum: the time';
      const row = element.closest('tbody tr');
      if (row) return `row: ${row.querySelector('th')!.textContent.trim()}`;
      if (element.closest('.agents li')) return 'agent';
      const title = element.closest('section')?.querySelector('h2')?.textContent.trim() ?? '';
      return SUMS.test(title) ? `sum: ${title}` : `${element.tagName} in "${title}"`;
    };
    window.touched = [];
    new MutationObserver((records) => {
      window.touched.push([...new Set(records.map(({ target }) => placeOf(target)))]);
    }).observe(document.body, {
      ...{ subtree: true, childList: true, characterData: true, attributes: true },
    });
  });
}

declare global {
  interface Window {
    /** What was touched, go by go. */
    touched: string[][];
  }
}
