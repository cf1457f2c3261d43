import type { WebSocket } from 'ws';
import { createRandom, type Random } from '#server/ingest/demo/random.ts';
import { startTestApp, temporaryFolder, TOKEN, type TestApp } from '#test/support/app.ts';
import { busyStory } from '#test/support/busy-story.ts';
import { floorMirror, type FloorMirror } from '#test/support/floor-mirror.ts';
import { connectTo } from '#test/support/node-screen.ts';
import type { Connection } from '#web/feed/connection.ts';

/*
 * Screens whose connections are cut at random moments while events come in: in the middle of a frame,
 * before the snapshot, right after the greeting. Each goes on from where it was, over the page's own
 * client and real sockets, and in the end knows what the server knows.
 */

export interface CutsAsked {
  readonly clients: number;
  /** How often each of them is cut. */
  readonly cuts: number;
  readonly seed: string;
  onProgress?(cuts: number, rest: string): void;
}

export interface CutsFound {
  readonly cuts: number;
  readonly events: number;
  readonly updates: number;
  /** Of the connections that had a place to go on from, how many got a whole snapshot instead. */
  readonly resumed: number;
  readonly startedAnew: number;
  /** Of them, so many came from a place that no server knows any more. */
  readonly lost: number;
  /** Screens that in the end know something else than the server. */
  readonly different: number;
}

const BATCH = 8;
const EVERY_MS = 20;
/** Somebody who waits for more than comes is cut all the same. */
const LONGEST_MS = 30_000;
/** Who was away for longer than the server remembers, or than it lives: everything is told anew. */
const LOST = 0.2;
const ANOTHER_RUN = 'another-run.7';

export async function runCuts({ clients, cuts, seed, onProgress }: CutsAsked): Promise<CutsFound> {
  const folder = temporaryFolder();
  const app = await startTestApp({ data: folder.path, admittedPerSecond: 100_000 });
  const counts = { cuts: 0, updates: 0, resumed: 0, startedAnew: 0, lost: 0, events: 0 };
  const screens = Array.from({ length: clients }, (_, place) =>
    cutScreen({ app, cuts, random: createRandom(`${seed} ${place}`), counts }),
  );
  try {
    const story = busyStory(createRandom(seed));
    let posting = true;
    const post = (async () => {
      while (posting) {
        await told(app, story.next(BATCH, Date.now()));
        counts.events += BATCH;
        onProgress?.(counts.cuts, `${counts.events} events, ${counts.updates} updates`);
        await pause(EVERY_MS);
      }
    })();
    await Promise.all(screens.map((screen) => screen.done));
    posting = false;
    await post;
    return { ...counts, different: await differences(app, screens) };
  } finally {
    for (const screen of screens) screen.close();
    await app.app.stop();
    folder.remove();
  }
}

/** How many differ from what a screen is told that comes now. Asked again while something still changes. */
async function differences(app: TestApp, screens: readonly CutScreen[]): Promise<number> {
  let different = screens.length;
  for (let time = 0; time < 20 && different > 0; time += 1) {
    await pause(300);
    const text = await freshText(app);
    different = screens.filter(({ mirror }) => mirror.text() !== text).length;
  }
  return different;
}

async function freshText({ origin }: TestApp): Promise<string> {
  const mirror = floorMirror();
  let connection: Connection | null = null;
  await new Promise<void>((resolve, reject) => {
    connection = connectTo({ origin, token: TOKEN })(null, {
      ...SILENT,
      onUpdate(change) {
        mirror.apply(change);
        resolve();
      },
      onClosed: ({ reason }) => reject(new Error(`a snapshot is expected, but got ${reason}`)),
    });
  });
  connection!.close();
  return mirror.text();
}

interface CutScreen {
  readonly mirror: FloorMirror;
  /** Resolves when it has been cut as often as it is to be, and is connected again. */
  readonly done: Promise<void>;
  close(): void;
}

interface Counts {
  cuts: number;
  updates: number;
  resumed: number;
  startedAnew: number;
  lost: number;
}

function cutScreen(options: {
  readonly app: TestApp;
  readonly cuts: number;
  readonly random: Random;
  readonly counts: Counts;
}): CutScreen {
  const { random, counts } = options;
  const mirror = floorMirror();
  let socket: WebSocket | null = null;
  let connection: Connection | null = null;
  let closed = false;
  const connect = connectTo({
    ...{ origin: options.app.origin, token: TOKEN },
    onSocket: (made) => (socket = made),
  });
  return {
    mirror,
    done: live(),
    close() {
      closed = true;
      connection?.close();
    },
  };

  async function live(): Promise<void> {
    await pause(random.next() * 1_000);
    for (let cut = 0; cut <= options.cuts; cut += 1) {
      const early = random.chance(0.2);
      const waits = cut === options.cuts || !early;
      const opened = open(waits ? 1 + Math.floor(random.next() * 4) : Infinity);
      if (cut === options.cuts) return opened;
      await Promise.race([opened, pause(early ? random.next() * 60 : LONGEST_MS)]);
      await pause(random.next() * 40);
      if (random.chance(0.5)) socket!.terminate();
      else connection!.close();
      counts.cuts += 1;
      await pause(random.chance(0.8) ? random.next() * 50 : random.next() * 1_500);
    }
  }

  /** Resolves after so many updates, or when it was closed. */
  function open(updates: number): Promise<void> {
    const isLost = mirror.cursor !== null && random.chance(LOST);
    const cursor = isLost ? ANOTHER_RUN : mirror.cursor;
    let first = true;
    let left = updates;
    return new Promise((resolve, reject) => {
      connection = connect(cursor, {
        ...SILENT,
        onUpdate(change) {
          mirror.apply(change);
          counts.updates += 1;
          if (first && cursor !== null)
            if (change.kind === 'PATCH') counts.resumed += 1;
            else counts.startedAnew += 1;
          if (first && isLost) counts.lost += 1;
          first = false;
          if ((left -= 1) <= 0) resolve();
        },
        onClosed({ code, reason }) {
          if (closed || code === 1006 || code === 0) resolve();
          else reject(new Error(`nothing but cuts is expected, but got ${code} ${reason}`));
        },
      });
    });
  }
}

const SILENT = { onReached() {}, onOpened() {}, onHeard() {}, onBeat() {} };

async function told(app: TestApp, events: readonly object[]): Promise<void> {
  const { body } = await app.post(events);
  if (body['accepted'] !== events.length)
    throw new Error(`events are expected to be taken, but got ${JSON.stringify(body)}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
