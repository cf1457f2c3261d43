import { createHash } from 'node:crypto';
import type { Instant } from '#schema/ids.ts';
import { foldLog } from '#server/app-log.ts';
import { viewOf } from '#server/app-ports.ts';
import type { Checkpoints } from '#server/journal/checkpoints.ts';
import type { Entry, Journal } from '#server/journal/journal.ts';
import { createPast } from '#server/pipeline-past.ts';
import {
  advanceWorld,
  applyStored,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from '#server/pipeline-world.ts';
import { floorSnapshot } from '#test/support/floor-snapshot.ts';
import type { Second } from './bank-events.ts';

/*
 * A recording is written into a real log and folded once, as a server does that runs through it. Then
 * moments are opened, in no order; and a second floor, that knows no checkpoint, is folded from the
 * first entry on and stopped at each of them. Every number of every moment has to be the same.
 */

export interface RewindProof {
  readonly entries: number;
  /** What it took to write the log, and to fold it whole with its checkpoints. */
  readonly writeMs: number;
  readonly foldMs: number;
  readonly checkpoints: number;
  /** Until each moment was there, its board read: ascending. */
  readonly openMs: readonly number[];
  /** Moments that are not what the whole fold shows. */
  readonly different: readonly Instant[];
}

const FLOOR = { timeZone: 'UTC', silentAfterMs: null };
const BATCH = 2_000;

export async function proveRewind(options: {
  readonly journal: Journal;
  readonly checkpoints: Checkpoints;
  readonly seconds: AsyncIterable<Second>;
  readonly moments: number;
  /** 0..1, a new one with each call. */
  random(): number;
  say(what: string): void;
}): Promise<RewindProof> {
  const { journal, checkpoints, random, say } = options;
  let startedAt = performance.now();
  await writeDown(journal, options.seconds);
  const writeMs = performance.now() - startedAt;
  say(`${journal.lastSeq} entries are written …`);
  startedAt = performance.now();
  await foldLog({ journal, checkpoints, history: null }, FLOOR);
  const foldMs = performance.now() - startedAt;
  say(`folded, with ${checkpoints.seqs.length} checkpoints …`);

  const moments = momentsOf(journal, options.moments, random);
  const past = createPast({ ...FLOOR, journal, checkpoints });
  const openMs: number[] = [];
  const shown = new Map<Instant, string>();
  for (const at of moments) {
    const begunAt = performance.now();
    const world = await past.at(at);
    viewOf(world!, null).total({}).metrics({ kind: 'today' });
    openMs.push(performance.now() - begunAt);
    shown.set(at, fingerprint(world!));
  }
  say('opened; now the whole log is folded anew …');
  return {
    entries: journal.lastSeq,
    writeMs,
    foldMs,
    checkpoints: checkpoints.seqs.length,
    openMs: openMs.sort((a, b) => a - b),
    different: differentIn(journal, shown),
  };
}

async function writeDown(journal: Journal, seconds: AsyncIterable<Second>): Promise<void> {
  let batch: Entry[] = [];
  for await (const { events } of seconds) {
    for (const { id, type, at, data } of events)
      batch.push({ kind: 'event', floorAt: at, source: '/proof', id, type, at, data });
    if (batch.length < BATCH) continue;
    await journal.append(batch);
    batch = [];
  }
  await journal.append(batch);
}

/** Half of them anywhere in time, half where something happens. */
function momentsOf(journal: Journal, count: number, random: () => number): Instant[] {
  const firstAt = journal.firstAt!;
  const lastAt = floorAtOf(journal, journal.lastSeq);
  return Array.from({ length: count }, (_, index) => {
    if (index % 2 === 0) return firstAt + Math.floor(random() * (lastAt - firstAt));
    const seq = 1 + Math.floor(random() * journal.lastSeq);
    return floorAtOf(journal, seq) + Math.floor(random() * 1_000);
  });
}

function floorAtOf(journal: Journal, seq: number): Instant {
  for (const page of journal.read({ after: seq - 1, batch: 1 })) return page[0]!.entry.floorAt;
  throw new Error(`entry ${seq} is expected to be in the log`);
}

function differentIn(journal: Journal, shown: ReadonlyMap<Instant, string>): Instant[] {
  const asked = [...shown.keys()].sort((a, b) => a - b);
  const different: Instant[] = [];
  const world = openWorld(createWorldState(FLOOR));
  let next = 0;
  const look = (): void => {
    const at = asked[next]!;
    next += 1;
    advanceWorld(world, at, createWorldChange());
    if (fingerprint(world) !== shown.get(at)) different.push(at);
  };
  for (const page of journal.read())
    for (const stored of page) {
      while (next < asked.length && asked[next]! < stored.entry.floorAt) look();
      applyStored(world, stored, createWorldChange());
    }
  while (next < asked.length) look();
  return different;
}

/** Everything that a board shows, and its alerts. */
function fingerprint(world: World): string {
  const view = viewOf(world, null);
  const shown = [floorSnapshot(view), view.sources(), view.notices(), view.openAlerts()];
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64');
}
