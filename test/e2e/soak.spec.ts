import { expect, test, type CDPSession } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall } from './tidewall.ts';

/*
 * A page that hangs for weeks is left as it was: what updates and changes of view make must be gone again. A short
 * run (`npm run bench -- soak` is the long one); the updates are posted to a real server, the views are changed by their buttons.
 */
const VIEWS = 200;
const UPDATES = 60;
/** What a browser keeps to itself while it runs, in bytes, beside what the page keeps. */
const SLACK_BYTES = 1_000_000;

let tidewall: Tidewall;

test.beforeEach(async ({ page }) => {
  tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  await tidewall.start();
  for (const queue of ['sales', 'service', 'returns'])
    await tidewall.post('queue.defined', { queue, name: `队列 ${queue}` });
  for (let agent = 0; agent < 30; agent += 1)
    await tidewall.post('agent.signedIn', {
      agent: `a${agent}`,
      name: `Agent ${agent}`,
      queues: ['sales'],
    });
  await page.setViewportSize({ width: 390, height: 844 });
  await tidewall.signIn(page);
});

test.afterEach(async () => {
  await tidewall.remove();
});

test('after hundreds of views and updates the page holds what it held before', async ({
  page,
  context,
}) => {
  await page.goto(`${tidewall.origin}/?lang=en`);
  await expect(page.getByRole('row', { name: /sales/ })).toBeVisible();
  const devtools = await context.newCDPSession(page);
  // The first round makes what is made once.
  await live(page, 40);
  const before = await heldBy(devtools);
  await live(page, VIEWS);
  const after = await heldBy(devtools);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes * 1.05 + 20);
  expect(after.listeners).toBeLessThanOrEqual(before.listeners * 1.05 + 5);
  expect(after.heapBytes).toBeLessThanOrEqual(before.heapBytes * 1.05 + SLACK_BYTES);

  async function live(screen: typeof page, views: number): Promise<void> {
    const posting = (async () => {
      for (let update = 0; update < (UPDATES * views) / VIEWS; update += 1) {
        await tidewall.post('contact.queued', { contact: `${views}-${update}`, queue: 'sales' });
        await tidewall.post('contact.abandoned', { contact: `${views}-${update}` });
      }
    })();
    await screen.evaluate(async (count) => {
      const buttons = [...document.querySelectorAll<HTMLElement>('nav button')];
      for (let view = 0; view < count; view += 1) {
        buttons[view % buttons.length]!.click();
        await new Promise((drawn) => requestAnimationFrame(drawn));
      }
      buttons[0]!.click();
    }, views);
    await posting;
    await expect(screen.getByRole('row', { name: /sales/ })).toBeVisible();
  }
});

/** What is left after garbage was collected. */
async function heldBy(
  devtools: CDPSession,
): Promise<{ nodes: number; listeners: number; heapBytes: number }> {
  await devtools.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return { nodes, listeners: jsEventListeners, heapBytes: usedSize };
}
