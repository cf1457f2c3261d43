import type { Instant } from '#schema/ids.ts';
import type { ReadableFile } from './disk.ts';
import { RecordWalk } from './record-walk.ts';
import { KIND } from './record.ts';
import { HEADER_BYTES } from './segment-header.ts';
import { SegmentIndex } from './segment-index.ts';

export interface ScanOptions {
  readonly file: Pick<ReadableFile, 'size' | 'read'>;
  readonly seed: number;
  readonly firstSeq: number;
  /** Bytes that ought to be there. */
  readonly to: number;
  /**
   * Whatever begins before it was acknowledged: what cannot be read of it is damage. Behind it, a last
   * batch that is not whole is a write that was torn before its answer.
   */
  readonly acknowledgedTo: number;
  /** Told of every event and command, in order. */
  readonly onId?: (hash: number, seq: number) => void;
}

/** A stretch of a segment that is not as it was written, and the whole entries around it. */
export interface ScannedGap {
  readonly from: number;
  to: number;
  readonly after: Neighbour | null;
  before: Neighbour | null;
}

export interface Neighbour {
  readonly seq: number;
  readonly floorAt: Instant;
}

export interface Scan {
  readonly index: SegmentIndex;
  /** Positions as JSON text, the newest of each source. */
  readonly positions: ReadonlyMap<string, string>;
  readonly gaps: readonly ScannedGap[];
  /** Behind the last record of the last batch. */
  readonly end: number;
  /** Bytes behind `end` that belong to a write nobody was told of. */
  readonly torn: number;
  /** Where the last batch begins; `end` where it is damaged. */
  readonly lastBatchAt: number;
  /** Whether the last batch is whole: else nothing may be written behind it in this file. */
  readonly endsWhole: boolean;
}

type Row =
  | { readonly gap: { readonly from: number; readonly to: number } }
  | { readonly offset: number; readonly source: string; readonly text: string }
  | {
      readonly offset: number;
      readonly seq: number;
      readonly floorAt: Instant;
      readonly hash: number;
    };

/** A batch whose last record was not seen yet. */
interface OpenBatch {
  readonly start: number;
  isWhole: boolean;
  readonly rows: Row[];
}

/** Reads a segment from its first record to its end, and says what of it is there. */
export function scanSegment(options: ScanOptions): Scan {
  const taken = new Taken(options);
  const walk = new RecordWalk({
    file: options.file,
    seed: options.seed,
    from: HEADER_BYTES,
    to: options.to,
    leastSeq: options.firstSeq - 1,
  });
  let batch: OpenBatch | null = null;
  let end = HEADER_BYTES;
  let lastBatchAt = end;
  while (walk.next()) {
    if (walk.gap) {
      batch ??= { start: walk.gap.from, isWhole: false, rows: [] };
      batch.isWhole = false;
      batch.rows.push({ gap: walk.gap });
    }
    // A batch is begun only when the one before is on disk.
    if (walk.isFirst && batch) taken.take(batch.rows);
    if (walk.isFirst) batch = { start: walk.offset, isWhole: true, rows: [] };
    batch ??= { start: walk.offset, isWhole: false, rows: [] };
    batch.rows.push(rowOf(walk));
    if (!walk.isLast || !batch.isWhole) continue;
    taken.take(batch.rows);
    end = walk.end;
    lastBatchAt = batch.start;
    batch = null;
  }
  if (walk.gap) {
    batch ??= { start: walk.gap.from, isWhole: false, rows: [] };
    batch.rows.push({ gap: walk.gap });
  }
  const { acknowledgedTo: limit } = options;
  if (!batch) return { ...taken.found(), end, torn: 0, lastBatchAt, endsWhole: true };
  if (batch.start >= limit) {
    const torn = Math.max(options.file.size() - batch.start, 0);
    return { ...taken.found(), end: batch.start, torn, lastBatchAt, endsWhole: true };
  }
  taken.take(upTo(limit, batch.rows));
  end = Math.min(options.to, limit);
  return { ...taken.found(), end, torn: 0, lastBatchAt: end, endsWhole: false };
}

/** Of a damaged batch, what was acknowledged. */
function upTo(limit: number, rows: readonly Row[]): Row[] {
  return rows
    .filter((row) => ('gap' in row ? row.gap.from : row.offset) < limit)
    .map((row) =>
      'gap' in row ? { gap: { from: row.gap.from, to: Math.min(row.gap.to, limit) } } : row,
    );
}

function rowOf(walk: RecordWalk): Row {
  if (walk.kind === KIND.position) return { offset: walk.offset, ...walk.position() };
  const { offset, seq, floorAt } = walk;
  const hash = walk.kind === KIND.event || walk.kind === KIND.command ? walk.hash : 0;
  // A mark says nothing.
  return { offset, seq: walk.isEntry ? seq : 0, floorAt, hash };
}

/** What belongs to the log, in order. */
class Taken {
  readonly #onId: ScanOptions['onId'];
  readonly #index: SegmentIndex;
  readonly #positions = new Map<string, string>();
  readonly #gaps: ScannedGap[] = [];
  readonly #open: ScannedGap[] = [];
  #last: Neighbour | null = null;

  constructor({ firstSeq, onId }: ScanOptions) {
    this.#index = new SegmentIndex(firstSeq);
    this.#onId = onId;
  }

  take(rows: readonly Row[]): void {
    for (const row of rows) {
      if ('gap' in row) this.#gap(row.gap);
      else if ('source' in row) this.#positions.set(row.source, row.text);
      else if (row.seq > 0) this.#entry(row);
    }
  }

  found(): Pick<Scan, 'index' | 'positions' | 'gaps'> {
    return { index: this.#index, positions: this.#positions, gaps: this.#gaps };
  }

  #gap({ from, to }: { readonly from: number; readonly to: number }): void {
    const gap: ScannedGap = { from, to, after: this.#last, before: null };
    this.#gaps.push(gap);
    this.#open.push(gap);
  }

  #entry(row: Extract<Row, { hash: number }>): void {
    this.#index.note(row.offset, row.seq, row.floorAt);
    if (row.hash !== 0) this.#onId?.(row.hash, row.seq);
    this.#last = { seq: row.seq, floorAt: row.floorAt };
    for (const gap of this.#open.splice(0)) gap.before = this.#last;
  }
}
