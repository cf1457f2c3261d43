import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext } from 'playwright';
import { SECOND_MS } from '#schema/time/duration.ts';
import { startBuilt, TOKEN } from './built-tidewall.ts';
import { openChromium, SCREENS, signedIn } from './chromium.ts';
import { compare, wallMs } from './comparison.ts';
import { floorTraffic } from './floor-traffic.ts';
import { printTable, significant } from './table.ts';
import { wallFloor } from './wall-floor.ts';

/*
 * How long nothing is there: from the start of the process until it answers with the floor, and from the opening of
 * a wall until its first number is painted. Each against the least that could do it in the same run.
 */
const FLOOR = { queues: 50, agents: 500 };
/** Events in the log of a floor that has been up for a while. */
const EVENTS = 50_000;
const A_POST = 2_000;
const ROUNDS = 7;
/** What a process, or a page, needs before it can show anything. */
const BARE_SERVER = `require('node:http').createServer((_, answer) => answer.end('{}')).listen(0, function () {
  console.log('http://127.0.0.1:' + this.address().port);
});`;
const BARE_PAGE = '<!doctype html><title>1</title><p class="digits">1</p>';

const browser = await openChromium();
try {
  const empty = await compareStarts('cold-start-empty');
  await fill('cold-start-full');
  const full = await compareStarts('cold-start-full');
  const tidewall = await startBuilt('cold-start-full');
  const bare = await serveBare();
  const wall = `${tidewall.origin}${SCREENS.wall.path}`;
  try {
    const first = await compare({
      ours: () => inNewBrowser(tidewall.signInLink, (context) => paintedMs(context, wall)),
      baseline: () => inNewBrowser(null, (context) => paintedMs(context, bare.origin)),
      rounds: ROUNDS,
    });
    const known = await signedIn(browser, tidewall.signInLink);
    const again = await compare({
      ours: () => paintedMs(known, wall),
      baseline: () => paintedMs(known, bare.origin),
      rounds: ROUNDS,
    });
    const figure = (ms: number): string => `${significant(ms)} ms`;
    const process = 'a bare HTTP server of this Node';
    const page = 'a page of one number';
    printTable({
      title: 'cold-start',
      about: `how long until something is there, ${FLOOR.queues} queues and ${FLOOR.agents} agents.`,
      rows: [
        { name: 'process to first floor, no log', against: process, comparison: empty, figure },
        {
          name: `process to first floor, ${significant(EVENTS)} events in the log`,
          ...{ against: process, comparison: full, figure },
        },
        {
          name: 'wall to first number, never been there',
          against: page,
          comparison: first,
          figure,
        },
        { name: 'wall to first number, again', against: page, comparison: again, figure },
      ],
    });
  } finally {
    bare.close();
    await tidewall.kill();
  }
} finally {
  await browser.close();
}

async function fill(data: string): Promise<void> {
  const tidewall = await startBuilt(data);
  await tidewall.post(wallFloor({ ...FLOOR, now: Date.now() }));
  const traffic = floorTraffic(FLOOR);
  for (let events = 0; events < EVENTS; events += A_POST)
    await tidewall.post(traffic.next(A_POST, Date.now()));
  await tidewall.kill();
}

function compareStarts(data: string): ReturnType<typeof compare> {
  return compare({
    ours: async () => {
      let started: Awaited<ReturnType<typeof startBuilt>> | undefined;
      const ms = await wallMs(async () => {
        started = await startBuilt(data);
        await firstFloor(started.origin);
      });
      await started!.kill();
      return ms;
    },
    baseline: async () => {
      const child = spawn(process.execPath, ['-e', BARE_SERVER], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ms = await wallMs(async () => {
        const [said] = (await once(child.stdout, 'data')) as [Buffer];
        await (await fetch(said.toString().trim())).text();
      });
      child.kill('SIGKILL');
      await once(child, 'exit');
      return ms;
    },
    rounds: ROUNDS,
  });
}

async function firstFloor(origin: string): Promise<void> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ floor { at total { waiting } queues { id waiting } } }' }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors !== undefined)
    throw new Error(`a floor is expected, but got ${JSON.stringify(errors)}`);
}

/** Nothing of it is in any cache. */
async function inNewBrowser(
  signInLink: string | null,
  run: (context: BrowserContext) => Promise<number>,
): Promise<number> {
  const fresh: Browser = await openChromium();
  try {
    // The cookie alone, without the page that signing in leads to.
    const context = await fresh.newContext();
    if (signInLink !== null) await context.request.get(signInLink);
    return await run(context);
  } finally {
    await fresh.close();
  }
}

/** From the beginning of the navigation until the frame with the first number is drawn, by the page's own clock. */
async function paintedMs(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  await page.setViewportSize(SCREENS.wall.viewport);
  await page.addInitScript(() => {
    const isThere = (): boolean =>
      [...document.querySelectorAll('.digits')].some(({ textContent }) => /\d/.test(textContent));
    const look = (): void => {
      if (!isThere()) return void requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => (window.paintedAt = performance.now()));
      port1.start();
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
  await page.goto(address);
  const painted = await page.waitForFunction(() => window.paintedAt, { timeout: 30 * SECOND_MS });
  const ms = (await painted.jsonValue())!;
  await page.close();
  return ms;
}

async function serveBare(): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(BARE_PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

declare global {
  interface Window {
    /** When the first number was on the screen, by the page's clock. */
    paintedAt?: number;
  }
}
