import type { CDPSession, Page } from 'playwright';
import { startBuilt } from './built-tidewall.ts';
import { openChromium, SCREENS, signedIn } from './chromium.ts';
import { feedUpdates, keepSocket } from './soak-feed.ts';
import { printFigures } from './table.ts';
import { wallFloor } from './wall-floor.ts';

/*
 * What weeks leave behind in a page: a million updates and ten thousand changes of what is shown, in a real Chromium,
 * as fast as it takes them. The connection, the first snapshot and the pings are a real server's; the updates are
 * made in the page and handed to its own socket, as frames that have just come.
 */
const FLOOR = { queues: 20, agents: 100 };
const UPDATES = 1_000_000;
const VIEWS = 10_000;
/** What a page makes once is there after so much of it. */
const WARM_UP_SHARE = 0.1;
/** Updates and views between two looks at the browser from outside. */
const A_ROUND = 4_000;
const LOOKS = 10;
/** Whatever has come is on the page by then. */
const LONGEST_REST_MS = 5_000;
const PHONE = { path: '/?lang=en', viewport: { width: 390, height: 844 } };
/** A phone's four views are changed by their buttons; a wall has none and takes updates alone. */
const RUNS = [
  { name: 'phone, views and updates', screen: PHONE, updates: UPDATES * 0.2, views: VIEWS },
  { name: 'wall, updates', screen: SCREENS.wall, updates: UPDATES * 0.8, views: 0 },
];

interface Held {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

const tidewall = await startBuilt('soak');
const browser = await openChromium();
try {
  await tidewall.post(wallFloor({ ...FLOOR, now: Date.now() }));
  const rows: string[][] = [];
  for (const run of RUNS) rows.push(...(await soak(run)));
  printFigures({
    title: 'soak',
    about: 'what a page holds after collection, before and after updates and changes of view.',
    head: ['', 'updates', 'views', 'heap', 'nodes', 'listeners'],
    rows,
  });
} finally {
  await browser.close();
  await tidewall.kill();
}

async function soak({ name, screen, updates, views }: (typeof RUNS)[number]): Promise<string[][]> {
  const context = await signedIn(browser, tidewall.signInLink);
  const page = await context.newPage();
  await page.addInitScript(keepSocket);
  await page.setViewportSize(screen.viewport);
  await page.goto(`${tidewall.origin}${screen.path}`);
  await page.locator('tbody tr').first().waitFor();
  const devtools = await context.newCDPSession(page);
  await live(page, { updates: updates * WARM_UP_SHARE, views: views * WARM_UP_SHARE });
  const rows = [rowOf(`${name}: before`, [0, 0], await heldBy(page, devtools))];
  console.log(rows[0]!.join('  '));
  for (let look = 1; look <= LOOKS; look += 1) {
    await live(page, { updates: updates / LOOKS, views: views / LOOKS });
    const done = [(updates / LOOKS) * look, (views / LOOKS) * look] as const;
    const row = rowOf(`${name}: after`, done, await heldBy(page, devtools));
    console.log(row.join('  '));
    if (look === LOOKS) rows.push(row);
  }
  await context.close();
  return rows;
}

/** Updates and views side by side, each view drawn. */
async function live(page: Page, due: { updates: number; views: number }): Promise<void> {
  const rounds = Math.ceil(due.updates / A_ROUND);
  for (let round = 0; round < rounds; round += 1)
    await page.evaluate(feedUpdates, {
      updates: Math.round(due.updates / rounds),
      views: Math.round(due.views / rounds),
    });
}

/** What is left once the page has taken what it still had to take, and garbage was collected. */
async function heldBy(page: Page, devtools: CDPSession): Promise<Held> {
  await page.waitForTimeout(LONGEST_REST_MS);
  await devtools.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return { nodes, listeners: jsEventListeners, heapBytes: usedSize };
}

function rowOf(name: string, [updates, views]: readonly [number, number], held: Held): string[] {
  return [
    name,
    updates.toLocaleString('en-GB'),
    views.toLocaleString('en-GB'),
    `${(held.heapBytes / 1e6).toFixed(2)} MB`,
    held.nodes.toLocaleString('en-GB'),
    held.listeners.toLocaleString('en-GB'),
  ];
}
