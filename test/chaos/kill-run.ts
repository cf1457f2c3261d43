import { mkdirSync, readdirSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '#server/ingest/demo/random.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { noonZone } from '#test/support/noon-zone.ts';
import { createAccounts, createLedger, SOURCE, type Accounts, type Ledger } from './kill-ledger.ts';
import { startLife, type Life, type LifeOptions } from './kill-server.ts';

/*
 * SIGKILL at random moments of a real server, over and over, with an account of every answer.
 *
 *   life: start ─► (killed in it) ─► floor counted ─► batches over several connections ─► killed
 *   floor: a folder of LIVES_OF_A_FLOOR lives; then all that is open is sent again, counted,
 *          and the log itself is read.
 */

export interface KillOptions {
  readonly kills: number;
  readonly seed: string;
  /** The built server, or what `start` starts. */
  readonly main: string;
  /** Begins a life; default: that of a real server. */
  readonly start?: (options: LifeOptions) => Life;
  /** For the data folders of this run; made and removed. */
  readonly folder: string;
  /** The kills' moments in turn; default: each drawn by lot, most of them at work. */
  readonly moments?: readonly Moment[];
  /** Batches after which a life that waits for a file to change waits no longer; default 140. */
  readonly fileBatches?: number;
  readonly onProgress?: (progress: KillReport) => void;
}

export interface KillReport {
  readonly kills: number;
  /** At which moments it was killed. */
  readonly moments: Readonly<Record<Moment, number>>;
  readonly accounts: Accounts;
}

/** `work`: between answers; `start`: before it listens; `file`: a file has just been made, renamed or removed. */
export type Moment = 'work' | 'start' | 'file';

/** Beyond this a floor is accounted for and a new one begun: the first starts of a floor are killed too. */
const LIVES_OF_A_FLOOR = 40;
const CONNECTIONS = 4;
const LARGEST_BATCH = 150;
const FILE_BATCHES = 140;
/** Until one has been seen, a start is taken to last so long; it is killed at any moment of it. */
const START_MS = 300;

/** Never rejects for what the server does wrong: that is in the accounts. */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const { start = startLife } = options;
  const { next } = createRandom(options.seed);
  const accounts = createAccounts();
  const moments = { work: 0, start: 0, file: 0 };
  const pace = { startMs: START_MS };
  let kills = 0;
  const report = (): KillReport => ({ kills, moments, accounts });
  for (let floor = 0; kills < options.kills; floor += 1) {
    const data = join(options.folder, `floor-${floor}`);
    mkdirSync(data, { recursive: true });
    const ledger = createLedger(accounts);
    const life = { main: options.main, data, timeZone: noonZone() };
    const lives = Math.min(LIVES_OF_A_FLOOR, options.kills - kills);
    for (let one = 0; one < lives; one += 1) {
      const moment = await liveAndDie(start(life), {
        ...{ ledger, next, data, pace },
        wanted: options.moments?.[kills % options.moments.length] ?? drawMoment(next()),
        fileBatches: options.fileBatches ?? FILE_BATCHES,
      });
      moments[moment] += 1;
      kills += 1;
      options.onProgress?.(report());
    }
    await settle(start(life), ledger);
    ledger.compareLog(await idsIn(data));
    rmSync(data, { recursive: true, force: true });
  }
  return report();
}

interface Living {
  readonly ledger: Ledger;
  readonly next: () => number;
  readonly data: string;
  readonly wanted: Moment;
  readonly fileBatches: number;
  /** How long the last whole start took. */
  readonly pace: { startMs: number };
}

function drawMoment(lot: number): Moment {
  if (lot < 0.12) return 'start';
  return lot < 0.17 ? 'file' : 'work';
}

/** Returns the moment it was killed at: where no file comes or goes, a life that waits for one dies at work. */
async function liveAndDie(
  life: Life,
  { ledger, next, data, wanted, fileBatches, pace }: Living,
): Promise<Moment> {
  if (wanted === 'start') {
    await Promise.race([pause(next() * pace.startMs), life.ready]);
    await life.kill();
    return 'start';
  }
  const startedAt = performance.now();
  await life.ready;
  pace.startMs = performance.now() - startedAt;
  ledger.compare(await life.count(), false);
  const waitsForFile = wanted === 'file';
  let batches = waitsForFile ? fileBatches : 6 + Math.floor(next() * 13);
  let moment: Moment = 'work';
  let dying: Promise<void> | null = null;
  const die = (): void => {
    dying ??= life.kill();
  };
  const watched = waitsForFile
    ? watchFiles(data, () => {
        moment = 'file';
        die();
      })
    : null;
  const open = ledger.open();
  const work = async (): Promise<void> => {
    while (dying === null && batches > 0) {
      batches -= 1;
      const again = open.pop() ?? (next() < 0.1 ? ledger.acknowledged(next()) : null);
      const batch = again ?? ledger.make(1 + Math.floor(next() * LARGEST_BATCH), Date.now());
      const answered = life.post(batch.body);
      // The last one is under way when the kill comes, at any moment of its way.
      if (batches === 0) void pause(next() * 25).then(die);
      ledger.heard(batch, await answered);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  await life.kill();
  watched?.close();
  return moment;
}

/** A floor's last life: nothing stays open, everything is counted, and it ends by itself. */
async function settle(life: Life, ledger: Ledger): Promise<void> {
  await life.ready;
  for (const batch of ledger.open()) ledger.heard(batch, await life.post(batch.body));
  ledger.compare(await life.count(), true);
  await life.stop();
}

async function idsIn(data: string): Promise<string[]> {
  const journal = await openJournal({ path: join(data, 'live') });
  const ids: string[] = [];
  for (const page of journal.read())
    for (const { entry } of page)
      if (entry.kind === 'event' && entry.source === SOURCE) ids.push(entry.id);
  await journal.close();
  return ids;
}

/** Calls at the first file below `data` that comes or goes. */
function watchFiles(data: string, changed: () => void): { close(): void } {
  const folders = [
    data,
    ...readdirSync(data, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  ];
  const watchers = folders.map((folder) =>
    watch(folder, (kind) => {
      if (kind === 'rename') changed();
    }),
  );
  return { close: () => watchers.forEach((watcher) => watcher.close()) };
}

function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
