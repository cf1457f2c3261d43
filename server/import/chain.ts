import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { Instant } from '#schema/ids.ts';
import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { intervalStart, QUARTER_MS } from '#schema/time/interval.ts';
import type { History, Import } from '#server/history/history.ts';
import type { Clock } from '#server/kit/clock.ts';
import { createMask } from '#server/ingest/mask.ts';
import type { KeptFloor, FloorKeeper } from './kept-floor.ts';
import type { ChainId } from './known-files.ts';
import { createKnownIds } from './known-ids.ts';
import type { PastFile } from './past-file.ts';
import { openPastFloor } from './past-floor.ts';
import { readPastLines, PastFileBroken, type PastLine } from './past-lines.ts';
import { createPastReader, PastFormat, type PastReader } from './past-reader.ts';
import type { RefusedLines } from './refused-lines.ts';

/*
 * Files that follow one another, folded as one floor. Lines of a chain are numbered through:
 *
 *   1 ──────── kept.place ─────────── from ────────────────►
 *     ids only              folded           folded, and the history listens
 *
 * `from` is where an earlier run came to; the history keeps it in the transaction of its rows, so a
 * chain goes on exactly there, however it ended. All that is read again is read to know ids and floor.
 */

/** How far a chain has come: kept by the history. */
export interface ChainPosition {
  readonly files: ChainFile[];
  /** Time of its first event, and the latest one. */
  beganAt: Instant | null;
  until: Instant;
  /** It began where another chain had been: its first quarter hour is written anew, by each run of it. */
  isOverlapping?: boolean;
}

export interface ChainFile {
  /** The name of its beginning. */
  readonly id: string;
  name: string;
  size: number;
  /** Lines that are in the history. */
  lines: number;
  /** It was read to its end, as it was then. */
  done: boolean;
}

export interface ChainCounts {
  /** Events that went into the history now, and in an earlier run. */
  taken: number;
  before: number;
  duplicates: number;
  /** Events that were told more than a day after what came before them in the file. */
  late: number;
  /** The first of those, as `file:line`. */
  firstLate: string | null;
}

export interface ChainOptions {
  readonly id: ChainId;
  readonly history: History;
  readonly keeper: FloorKeeper;
  readonly timeZone: string;
  /** Keys the customers' pseudonyms. */
  readonly secret: string;
  /** The history keeps nothing of before, and an event of after cannot have happened. */
  readonly keptFrom: Instant;
  /** Another chain has been where this one begins: what that one wrote there is written anew. */
  readonly isOverlapping: boolean;
  readonly refused: RefusedLines;
  readonly counts: ChainCounts;
  readonly clock: Clock;
  /** Events between two writes; 50,000 unless said. */
  readonly flushEvery?: number | undefined;
  /** Bytes of a file that are read at once. */
  readonly blockBytes?: number | undefined;
  /** Whether somebody asked to stop; asked between blocks. */
  stopped(): boolean;
  /** Told after each block: bytes of the file read so far, and the floor's clock. */
  onProgress(bytes: number, floorAt: Instant): void;
}

export type FileEnd =
  { readonly end: 'done' | 'stopped' } | { readonly end: 'broken'; readonly reason: string };

export interface Chain {
  readonly id: ChainId;
  readonly position: ChainPosition;
  /** Reads a file from its beginning, and takes what is new. Throws `HistoryRefusing`. */
  read(file: PastFile, fileId: string): Promise<FileEnd>;
  /** Writes what is left, and keeps the floor for a later run. `isEnd`: no more files follow now. */
  close(isEnd: boolean): Promise<void>;
  readonly passedOver: number;
  /** Files that were not kept folded, and have to be read again for the floor to be whole. */
  readonly needed: readonly ChainFile[];
}

/** The history cannot be written; what went in before stays. */
export class HistoryRefusing extends Error {
  override readonly name = 'HistoryRefusing';
}

const FLUSH_EVERY = 50_000;
/** Who is killed has lost no more than this. */
const FLUSH_EVERY_MS = 1_000;
const FUTURE_MS = 5 * MINUTE_MS;
const UNFINISHED =
  'the last line has no end, as if it were still being written: it is left for the next import';
const GREW_BEHIND =
  'the file has grown, but files that follow it are in already: import its new lines as a file of their own';

export function openChain(options: ChainOptions): Chain {
  const { history, refused, counts, clock, flushEvery = FLUSH_EVERY } = options;
  const run: Import = history.import(options.id);
  const known = run.position as ChainPosition | null;
  const position: ChainPosition = known ?? { files: [], beganAt: null, until: 0 };
  const from = linesOf(position.files);
  const kept: KeptFloor | null = options.keeper.load(from);
  const foldedTo = kept?.place ?? 0;
  const floor = openPastFloor(kept?.floor ?? null, options.timeZone);
  const { state } = floor;
  const ids = createKnownIds();
  const mask = createMask(options.secret);
  let reader: PastReader | null = null;
  /** The reader goes on from what was kept. */
  let isResumed = false;
  /** Where the floor begins that is folded now. */
  let foldedFrom: Instant | null = kept ? position.beganAt : null;
  let isListening = false;
  /** Files that were read to their end and were not known to be. */
  const ended = new Set<ChainFile>();
  /** All that is to be written is: files may count as done. */
  let isClosing = false;
  let place = 0;
  let sinceFlush = 0;
  let flushedAt = clock.now();

  return {
    id: options.id,
    position,
    needed: kept ? [] : position.files.filter(({ lines }) => lines > 0),
    get passedOver() {
      return run.passedOver;
    },
    async read(file, fileId) {
      let index = position.files.findIndex(({ id }) => id === fileId);
      if (index < 0) index = position.files.push(newFile(fileId, file)) - 1;
      const entry = position.files[index]!;
      const base = linesOf(position.files.slice(0, index));
      // What follows a file has numbers already: it can take no more lines.
      const mayGrow = index === position.files.length - 1;
      refused.begin(file, fileId);
      let bytes = 0;
      try {
        const { blockBytes } = options;
        const blocks = readPastLines(file.path, { onRead: (read) => (bytes = read), blockBytes });
        for await (const block of blocks) {
          if (options.stopped()) return { end: 'stopped' };
          for (const line of block) {
            if (!mayGrow && line.number > entry.lines) {
              refused.add(line.number, null, GREW_BEHIND);
              continue;
            }
            place = base + line.number;
            if (!take(line, file)) break;
            if (place > from) entry.lines = line.number;
            if (sinceFlush >= flushEvery) flush();
          }
          if (sinceFlush > 0 && clock.now() - flushedAt >= FLUSH_EVERY_MS) flush();
          refused.flush();
          options.onProgress(bytes, state.now);
        }
      } catch (error) {
        refused.flush();
        if (error instanceof PastFileBroken) return { end: 'broken', reason: error.message };
        throw error;
      }
      refused.flush();
      if (isListening) position.until = state.now;
      if (mayGrow && (!entry.done || base + entry.lines > from)) {
        ended.add(entry);
        entry.done = true;
        entry.name = file.name;
        entry.size = file.size;
      }
      return { end: 'done' };
    },
    async close(isEnd) {
      if (!isListening) {
        // A run that was killed may have written all lines, but neither their end nor the last quarter.
        if (ended.size === 0 || state.now === 0) return;
        listen(state.now);
      }
      isClosing = !isEnd;
      flush();
      // Derived, and only quicker: where the disk refuses it, files are folded again.
      await options.keeper
        .save({
          place: linesOf(position.files),
          floor: state,
          reader: reader?.save() ?? null,
        })
        .catch(() => undefined);
      if (isEnd) endQuarter();
      floor.listener = null;
    },
  };

  /** Takes a line; false where it has to wait for the next import. */
  function take({ number, text, isWhole }: PastLine, file: PastFile): boolean {
    if (text === null) {
      refused.add(number, null, 'the line is too long for an event');
      return true;
    }
    if (text.trim() === '') return true;
    const isCut = !isWhole && (file.format === PastFormat.queueLog || !isJson(text));
    if (isCut) {
      refused.add(number, null, UNFINISHED);
      return false;
    }
    for (const decoded of readerFor(file).take(text)) {
      if (!decoded.ok) {
        refused.add(number, decoded.id, decoded.reason);
        continue;
      }
      const { event } = decoded;
      const problem = problemOf(event.at);
      if (problem) refused.add(number, event.id, problem);
      else if (!ids.add(event.source, event.id)) counts.duplicates += 1;
      else if (place > foldedTo) fold(event, `${file.name}:${number}`);
      else counts.before += 1;
    }
    return true;
  }

  function readerFor({ format, source }: PastFile): PastReader {
    if (place > foldedTo && kept && !isResumed) {
      isResumed = true;
      reader = createPastReader(format!, { source, saved: kept.reader });
    }
    return (reader ??= createPastReader(format!, { source, saved: null }));
  }

  function problemOf(at: Instant): string | null {
    if (at > clock.now() + FUTURE_MS) return 'time: lies in the future';
    return at < options.keptFrom
      ? `time: lies before ${new Date(options.keptFrom).toISOString().slice(0, 10)}, and so far back the history is not kept (keep.historyDays in the --config file says how far)`
      : null;
  }

  function fold(event: FloorEvent | UnknownEvent, where: string): void {
    const { at } = event;
    foldedFrom ??= at;
    if (place > from) {
      if (!isListening) listen(at);
      counts.taken += 1;
      sinceFlush += 1;
      if (at < state.now - DAY_MS) {
        counts.late += 1;
        counts.firstLate ??= where;
      }
    } else counts.before += 1;
    floor.apply({ ...event, data: mask(event.type, event.data) } as FloorEvent | UnknownEvent);
  }

  function listen(at: Instant): void {
    isListening = true;
    position.beganAt ??= at;
    if (from === 0) position.isOverlapping = options.isOverlapping;
    const isAnew = position.isOverlapping === true && foldedFrom === position.beganAt;
    floor.listener = run.listen({
      floor: state,
      beganAt: isAnew ? intervalStart(foldedFrom!, QUARTER_MS) : foldedFrom,
      position: () => (isClosing ? position : stillOpen()),
    });
  }

  /** The position of one who is killed before the last quarter hour is written: the files were not done yet. */
  function stillOpen(): ChainPosition {
    const files = position.files.map((each) => (ended.has(each) ? { ...each, done: false } : each));
    return { ...position, files };
  }

  function flush(): void {
    sinceFlush = 0;
    position.until = state.now;
    history.flushNow();
    if (history.refusing !== null) throw new HistoryRefusing(history.refusing);
    flushedAt = clock.now();
  }

  /**
   * The last quarter hour counts as gone by. The floor that was kept does not know of it: where more
   * follows in a later run, the quarter is written anew.
   */
  function endQuarter(): void {
    isClosing = true;
    floor.pass(intervalStart(state.now, QUARTER_MS) + QUARTER_MS);
    history.flushNow();
    if (history.refusing !== null) throw new HistoryRefusing(history.refusing);
  }
}

function newFile(id: string, { name, size }: PastFile): ChainFile {
  return { id, name, size, lines: 0, done: false };
}

function linesOf(files: readonly ChainFile[]): number {
  return files.reduce((sum, { lines }) => sum + lines, 0);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
