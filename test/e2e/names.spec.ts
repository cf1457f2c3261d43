import { expect, type Page } from '@playwright/test';
import { Tidewall } from './tidewall.ts';
import { test } from './warm-page.ts';

const MINUTE_MS = 60_000;

let tidewall: Tidewall;

test.beforeAll(async () => {
  tidewall = new Tidewall(['--no-demo']);
  await tidewall.start();
});

test.afterAll(async () => {
  await tidewall.remove();
});

test('a name that only just fits is given two lines once its queue is critical and it is bold', async ({
  page,
}) => {
  await tidewall.post('queue.defined', { queue: 'q', name: 'mmm', channel: 'voice' });
  await tidewall.signIn(page);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${tidewall.origin}/wall/main?lang=en`);
  await expect(page.getByRole('rowheader', { name: 'mmm' })).toBeVisible();

  const longest = await longestThatFits(page);
  await tidewall.post('queue.defined', { queue: 'q', name: longest, channel: 'voice' });
  const name = page.getByRole('rowheader', { name: longest }).locator('.text');
  await expect(name).toBeVisible();
  await expect(name).not.toHaveAttribute('data-tight');
  const height = (await name.boundingBox())!.height;

  await tidewall.post('contact.queued', { contact: 'c', queue: 'q' }, 30 * MINUTE_MS);
  // A wait is an alert once it has held for a while.
  await expect(page.locator('tr.critical')).toBeVisible({ timeout: 60_000 });
  await expect(name).toHaveAttribute('data-tight');
  expect((await name.boundingBox())!.height).toBeGreaterThan(1.5 * height);

  // What is known of each length is not mixed up.
  await tidewall.post('queue.defined', { queue: 'q', name: 'mmm', channel: 'voice' });
  const short = page.getByRole('rowheader', { name: 'mmm', exact: true }).locator('.text');
  await expect(short).toBeVisible();
  await expect(short).not.toHaveAttribute('data-tight');
  await tidewall.post('queue.defined', { queue: 'q', name: longest, channel: 'voice' });
  await expect(name).toHaveAttribute('data-tight');
});

/** As many letters as a row has room for, in the face of one that is not bold. */
function longestThatFits(page: Page): Promise<string> {
  return page.locator('th .text').evaluate((text) => {
    const probe = text.cloneNode(true) as HTMLElement;
    const words = probe.firstElementChild!;
    text.parentElement!.append(probe);
    let name = 'mmm';
    for (;;) {
      words.textContent = `${name}i`;
      if (probe.scrollWidth > probe.clientWidth) break;
      name += 'i';
    }
    probe.remove();
    return name;
  });
}
