import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import type { History } from '#server/history/history.ts';
import type { Clock } from '#server/kit/clock.ts';
import {
  openChain,
  type Chain,
  type ChainCounts,
  type ChainFile,
  type ChainPosition,
} from './chain.ts';
import { openFloorKeeper } from './kept-floor.ts';
import { openKnownFiles, type ChainId } from './known-files.ts';
import type { PastFile } from './past-file.ts';
import { grouped, type Progress } from './progress.ts';
import { createRefusedLines, type RefusedLines } from './refused-lines.ts';

export interface ImportRunOptions {
  readonly files: readonly PastFile[];
  readonly history: History;
  /** The real floor's folder. */
  readonly folder: string;
  readonly timeZone: string;
  readonly historyDays: number;
  readonly secret: string;
  /** Names the code that folds. */
  readonly foldId: string;
  readonly clock: Clock;
  readonly progress: Progress;
  /** As in `ChainOptions`. */
  readonly flushEvery?: number;
  readonly blockBytes?: number;
  stopped(): boolean;
}

export interface ImportEnd extends ChainCounts {
  readonly refused: RefusedLines;
  /** Quarter hours that the floor itself has counted. */
  readonly passedOver: number;
  /** Files that could not be read to their end, and why. */
  readonly broken: readonly { readonly path: string; readonly reason: string }[];
  readonly isStopped: boolean;
  readonly elapsedMs: number;
}

/** A file that begins so long after another one's end, or before it, goes on with it. */
const LONGEST_GAP_MS = 7 * DAY_MS;
const LONGEST_OVERLAP_MS = 12 * HOUR_MS;

/** Takes the files one after another, oldest first. Throws `HistoryRefusing`. */
export async function runImport(options: ImportRunOptions): Promise<ImportEnd> {
  const { history, progress, clock } = options;
  const folder = join(options.folder, 'imports');
  mkdirSync(folder, { recursive: true });
  const known = openKnownFiles(folder);
  const refused = createRefusedLines(folder);
  const counts: ChainCounts = { taken: 0, before: 0, duplicates: 0, late: 0, firstLate: null };
  const broken: { path: string; reason: string }[] = [];
  const files = inOrder(options.files);
  const startedAt = clock.now();
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let bytesBefore = 0;
  let passedOver = 0;
  let isStopped = false;
  let chain: Chain | null = null;
  /** Of the chain under way: files that have nothing new, but have to be known where others have. */
  const skipped: { file: PastFile; id: string; chain: ChainId }[] = [];

  if (files.length > 1) progress.say(`In this order: ${files.map(({ name }) => name).join(', ')}.`);
  for (const file of files) {
    if (isStopped) break;
    if (file.format === null) {
      progress.say(`${file.name} is empty.`);
      continue;
    }
    const { id, chain: chainId } = placeOf(file);
    if (isIn(file, id, chainId)) {
      progress.say(`${file.name} is in already, to its end: nothing to add.`);
      skipped.push({ file, id, chain: chainId });
      bytesBefore += file.size;
      continue;
    }
    if (chain?.id !== chainId) {
      await close();
      chain = open(chainId, file);
      const again = skipped.filter((each) => each.chain === chainId);
      tellMissing(chain, [id, ...again.map((each) => each.id)]);
      for (const each of again) if (!isStopped) await read(chain, each.file, each.id);
    }
    if (!isStopped) await read(chain, file, id);
  }
  await close();
  progress.end();
  const elapsedMs = clock.now() - startedAt;
  return { ...counts, refused, passedOver, broken, isStopped, elapsedMs };

  async function read(into: Chain, file: PastFile, id: string): Promise<void> {
    const before = counts.taken;
    const end = await into.read(file, id);
    if (end.end === 'stopped') isStopped = true;
    else bytesBefore += file.size;
    if (end.end === 'broken') broken.push({ path: file.path, reason: end.reason });
    progress.say(`${file.name}: ${grouped(counts.taken - before)} events taken.`);
  }

  function tellMissing({ needed }: Chain, ids: readonly string[]): void {
    const names = needed.filter((each) => !ids.includes(each.id)).map(({ name }) => name);
    if (names.length > 0)
      progress.say(
        `${names.join(', ')} came before and is not among these files: who had signed in there, and which calls ran on, is not known. Give all of them together to have that too.`,
      );
  }

  async function close(): Promise<void> {
    await chain?.close(!isStopped);
    passedOver += chain?.passedOver ?? 0;
    chain = null;
  }

  function open(id: ChainId, file: PastFile): Chain {
    const format = `${options.foldId} ${options.timeZone}`;
    return openChain({
      id,
      history,
      keeper: openFloorKeeper(folder, id, format),
      timeZone: options.timeZone,
      secret: options.secret,
      keptFrom: clock.now() - options.historyDays * DAY_MS,
      clock,
      flushEvery: options.flushEvery,
      blockBytes: options.blockBytes,
      isOverlapping: known.chains.some((other) => other !== id && covers(other, file.firstAt)),
      refused,
      counts,
      stopped: () => options.stopped(),
      onProgress: (bytes, floorAt) =>
        progress.show({
          bytes: bytesBefore + bytes,
          of: total,
          events: counts.taken + counts.before + counts.duplicates,
          floorAt,
        }),
    });
  }

  /** The chain that the file is in, goes on with, or begins. */
  function placeOf(file: PastFile): { id: string; chain: ChainId } {
    const found = known.find(file);
    // Noted, and stopped before anything of it was in: by now it may belong elsewhere.
    if (found && (found.id === found.chain || entryOf(found.id, found.chain))) return found;
    const kind = `${file.format} ${file.source}`;
    const last = known
      .chainsLike(kind)
      .filter((each) => goesOn(each, file.firstAt))
      .sort((a, b) => untilOf(b) - untilOf(a))[0];
    return known.add(file, last ?? null, kind);
  }

  function goesOn(id: ChainId, at: Instant): boolean {
    const until = untilOf(id);
    return at >= until - LONGEST_OVERLAP_MS && at <= until + LONGEST_GAP_MS;
  }

  function isIn(file: PastFile, id: string, chainId: ChainId): boolean {
    const entry = entryOf(id, chainId);
    return entry !== undefined && entry.done && entry.size === file.size;
  }

  function entryOf(id: string, chainId: ChainId): ChainFile | undefined {
    return positionOf(chainId)?.files.find((each) => each.id === id);
  }

  function covers(id: ChainId, at: Instant): boolean {
    const position = positionOf(id);
    return position !== null && at >= (position.beganAt ?? Infinity) && at <= position.until;
  }

  function untilOf(id: ChainId): Instant {
    return positionOf(id)?.until ?? -Infinity;
  }

  function positionOf(id: ChainId): ChainPosition | null {
    // What is under way is not in the history yet.
    if (chain?.id === id) return chain.position;
    return history.import(id).position as ChainPosition | null;
  }
}

/** Oldest first; of two copies the longer one. */
function inOrder(files: readonly PastFile[]): PastFile[] {
  return [...files].sort(
    (a, b) => a.firstAt - b.firstAt || b.size - a.size || (a.path < b.path ? -1 : 1),
  );
}
