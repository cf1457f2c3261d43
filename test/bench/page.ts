import { startBuilt } from './built-tidewall.ts';
import { openChromium, SCREENS, signedIn } from './chromium.ts';
import { floorTraffic } from './floor-traffic.ts';
import { mainThreadOf, PARTS, TASKS, type MainThread } from './main-thread.ts';
import { printFigures } from './table.ts';
import { wallFloor } from './wall-floor.ts';

/*
 * What the page costs a weak machine: a wall and a laptop's overview on a large floor that never rests, in a real
 * Chromium slowed down six times.
 */
const FLOOR = { queues: 50, agents: 500 };
/** What each update tells of: a busy floor of this size, and ten times as much. */
const EVENTS_AN_UPDATE = [1, 10];
const UPDATE_EVERY_MS = 100;
/** As the machine is, and slowed down by the browser. */
const RATES = [1, 6];
const WARM_UP_MS = 6_000;
const LOOK_MS = 15_000;
const PARTS_MS = 5_000;

const tidewall = await startBuilt('page');
const browser = await openChromium();
try {
  await tidewall.post(wallFloor({ ...FLOOR, now: Date.now() }));
  const traffic = floorTraffic(FLOOR);
  // The floor is full before anybody looks.
  await tidewall.post(traffic.next(1_500, Date.now()));
  const rows: string[][] = [];
  for (const events of EVENTS_AN_UPDATE) {
    const feed = setInterval(
      () => void tidewall.post(traffic.next(events, Date.now())),
      UPDATE_EVERY_MS,
    );
    for (const screen of Object.keys(SCREENS) as (keyof typeof SCREENS)[])
      for (const rate of RATES)
        rows.push(rowOf(`${screen}, ${events * 10} events/s`, rate, await look(screen, rate)));
    clearInterval(feed);
  }
  printFigures({
    title: 'page',
    about:
      `the main thread of a page, ${FLOOR.agents} agents and ${FLOOR.queues} queues, ` +
      `${1000 / UPDATE_EVERY_MS} updates a second, in thread time.`,
    head: [
      ...['', 'slowed', 'busy', 'an update', 'longest task', 'over 50 ms', 'p95', 'updates/s'],
      'mostly, while traced',
    ],
    rows,
    notes: [
      `p95 is of tasks over a millisecond. The browser slows a page down by holding it up in real time: on a machine ` +
        `that others use, too, that is more than said; then six times the share of what is not slowed down is nearer.`,
    ],
  });
} finally {
  await browser.close();
  await tidewall.kill();
}

async function look(
  screen: keyof typeof SCREENS,
  rate: number,
): Promise<MainThread & { updatesASecond: number }> {
  const context = await signedIn(browser, tidewall.signInLink);
  const { path, viewport } = SCREENS[screen];
  const page = await context.newPage();
  await page.setViewportSize(viewport);
  let updates = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"next"')) updates += 1;
    }),
  );
  await page.goto(`${tidewall.origin}${path}`);
  await page.locator('tbody tr').first().waitFor();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate });
  await page.waitForTimeout(WARM_UP_MS);
  const traced = async (categories: string[], lookMs: number): Promise<MainThread> => {
    await browser.startTracing(page, { categories });
    const startedAt = performance.now();
    await page.waitForTimeout(lookMs);
    const wallMs = performance.now() - startedAt;
    return mainThreadOf(await browser.stopTracing(), { wallMs });
  };
  const before = updates;
  const startedAt = performance.now();
  const busy = await traced(TASKS, LOOK_MS);
  const updatesASecond = ((updates - before) * 1000) / (performance.now() - startedAt);
  const { parts } = await traced(PARTS, PARTS_MS);
  await context.close();
  return { ...busy, parts, updatesASecond };
}

function rowOf(
  name: string,
  rate: number,
  seen: MainThread & { updatesASecond: number },
): string[] {
  return [
    name,
    `${rate} ×`,
    percent(seen.share),
    `${((seen.share * 1000) / seen.updatesASecond).toFixed(1)} ms`,
    `${seen.longestTaskMs.toFixed(1)} ms`,
    String(seen.longTasks),
    `${seen.tasksP95Ms.toFixed(1)} ms`,
    seen.updatesASecond.toFixed(1),
    seen.parts
      .slice(0, 5)
      .map(({ name, share }) => `${name} ${percent(share)}`)
      .join(', '),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
