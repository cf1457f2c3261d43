import type { Page } from 'playwright';
import { SECOND_MS } from '#schema/time/duration.ts';
import { startBuilt, TOKEN, type BuiltTidewall } from './built-tidewall.ts';
import { openChromium, SCREENS, signedIn } from './chromium.ts';
import { floorTraffic } from './floor-traffic.ts';
import { openReaders } from './reader-process.ts';
import { printFigures } from './table.ts';
import { cloudEvent, wallFloor } from './wall-floor.ts';

/*
 * From the moment a phone system posts an event until a wall has painted it: a real Chromium, and beside it as many
 * subscribers and events as a large site has. All on one machine, by its one clock. A probe is a caller who joins a
 * queue of its own: the number in that queue's row says which probe was painted.
 */
const FLOOR = { queues: 7, agents: 200 };
const SUBSCRIBERS = 500;
const EVENTS_A_SECOND = 1_000;
const BATCH_EVERY_MS = 20;
const PROBES = 150;
/** Where nothing else happens they are all alike. */
const QUIET_PROBES = 50;
/** Probes come at no regular beat: between them lies this, and up to as much again. */
const PAUSE_MS = 120;

const tidewall = await startBuilt('event-to-pixel');
const browser = await openChromium();
try {
  const now = Date.now();
  await tidewall.post([cloudEvent('queue.defined', now, { queue: 'probe', name: 'Probe' })]);
  await tidewall.post(wallFloor({ ...FLOOR, now }));
  const context = await signedIn(browser, tidewall.signInLink);
  const page = await context.newPage();
  await page.setViewportSize(SCREENS.wall.viewport);
  await page.goto(`${tidewall.origin}${SCREENS.wall.path}`);
  await page.locator('tr', { hasText: 'Probe' }).waitFor();
  await watchPaint(page);

  const quiet = await probe(page, 0, QUIET_PROBES);
  const readers = openReaders({
    ...{ origin: tidewall.origin, token: TOKEN, count: SUBSCRIBERS },
    everyMs: 11,
  });
  await readers.opened;
  const traffic = floorTraffic(FLOOR);
  let posted = 0;
  const beganAt = performance.now();
  const feed = setInterval(() => {
    // A timer that was held up makes up for it: the rate is what is asked for.
    const due = Math.floor(((performance.now() - beganAt) * EVENTS_A_SECOND) / SECOND_MS) - posted;
    posted += due;
    if (due > 0) void tidewall.post(traffic.next(due, Date.now()));
  }, BATCH_EVERY_MS);
  const loaded = await probe(page, QUIET_PROBES, PROBES);
  const perSecond = (posted * SECOND_MS) / (performance.now() - beganAt);
  await readers.delivered();
  const text = await readers.text();
  clearInterval(feed);
  const steps = await latencySteps(tidewall);
  await readers.close();
  printFigures({
    title: 'event-to-pixel',
    about: 'milliseconds from the POST of an event until a wall in a real Chromium has painted it.',
    head: ['', 'p50', 'p95', 'p99', 'most', 'probes'],
    rows: [
      rowOf('quiet, no other subscriber', quiet),
      rowOf(`${perSecond.toFixed(0)} events/s, ${SUBSCRIBERS} more subscribers`, loaded),
    ],
    notes: [
      `an update of the other subscribers, who look at everything, has ${(text.length / 1e3).toFixed(1)} KB`,
      'as the server measured the steps of the same minutes:',
      ...steps,
    ],
  });
} finally {
  await browser.close();
  await tidewall.kill();
}

/** Posts probes and answers how long each took, in milliseconds; `before`: probes that were painted already. */
async function probe(page: Page, before: number, count: number): Promise<number[]> {
  const postedAt: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await page.waitForTimeout(PAUSE_MS * (1 + ((index * 7) % 10) / 10));
    postedAt.push(performance.timeOrigin + performance.now());
    const contact = `probe-${before + index}`;
    await tidewall.post([cloudEvent('contact.queued', Date.now(), { contact, queue: 'probe' })]);
  }
  await page.waitForFunction((most) => most in window.painted, before + count);
  const painted = await page.evaluate(() => window.painted);
  return postedAt.map((at, index) => {
    // Two probes in one update are painted by the same frame.
    const shown = Object.keys(painted)
      .map(Number)
      .filter((shownCount) => shownCount > before + index);
    return painted[Math.min(...shown)]! - at;
  });
}

/** Keeps, for every number the probe's row has shown, when the frame with it was drawn. */
async function watchPaint(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.painted = {};
    const row = [...document.querySelectorAll('tbody tr')].find((each) =>
      each.textContent.includes('Probe'),
    )!;
    const body = row.parentElement!;
    new MutationObserver(() => {
      const probe = [...body.children].find((each) => each.textContent.includes('Probe'));
      const shown = Number(probe?.querySelector('td.number .digits')?.textContent.trim());
      if (shown in window.painted) return;
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener(
        'message',
        () => {
          window.painted[shown] ??= performance.timeOrigin + performance.now();
          port1.close();
        },
        { once: true },
      );
      port1.start();
      port2.postMessage(null);
    }).observe(body, { subtree: true, childList: true, characterData: true });
  });
}

async function latencySteps({ origin }: BuiltTidewall): Promise<string[]> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ latency { step count p50Ms p95Ms p99Ms } }' }),
  });
  const { data } = (await response.json()) as {
    data: {
      latency: { step: string; count: number; p50Ms: number; p95Ms: number; p99Ms: number }[];
    };
  };
  return data.latency.map(
    ({ step, count, p50Ms, p95Ms, p99Ms }) =>
      `${step.padEnd(20)} p50 ${ms(p50Ms)}  p95 ${ms(p95Ms)}  p99 ${ms(p99Ms)}  of ${count}`,
  );
}

function rowOf(name: string, durations: readonly number[]): string[] {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (rank: number): string => ms(sorted[Math.ceil(rank * sorted.length) - 1] ?? null);
  return [name, at(0.5), at(0.95), at(0.99), at(1), String(durations.length)];
}

function ms(value: number | null): string {
  return value === null ? '—' : `${value.toFixed(1)} ms`;
}

declare global {
  interface Window {
    /** Milliseconds since 1970 by the number that was painted. */
    painted: Record<number, number>;
  }
}
