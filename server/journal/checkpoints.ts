import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';

/*
 * Folded states beside their log, many of them: the newest makes a restart short, the others any
 * moment of the past. Each is two files, named by the entry that it was folded up to:
 *
 *   checkpoints/000000000042000.state   what moves; says which .rows files it needs besides
 *   checkpoints/000000000042000.rows    what came to rest since the one before; later ones use it too
 *
 * A file is one line of JSON that says what it is, a line feed, and the content: that of a state
 * deflated, for there are many; rows as they are, for a restart reads all of a day. Anything
 * that does not agree with its line is damage: the file is passed over, and the one before is used.
 * All of it is derived: without these files the log is folded from its beginning.
 */

/** A folded state as bytes. */
export interface SavedState {
  /** The fold up to and including this entry. */
  readonly seq: number;
  readonly state: Uint8Array;
  /** What came to rest since the one before; null where nothing did. */
  readonly rows: Uint8Array | null;
  /** Numbers of the states whose rows it needs, its own included. */
  readonly uses: readonly number[];
}

/** A state that was found whole, with the rows that it needs. */
export interface LoadedState {
  readonly seq: number;
  readonly state: Uint8Array;
  readonly rows: ReadonlyMap<number, Uint8Array>;
}

export interface CheckpointsOptions {
  /** The journal's folder. */
  readonly path: string;
  /** The journal that they belong to: those copied beside another one are not believed. */
  readonly journal: string;
  /** The code that folds: what other code has folded is not believed. */
  readonly format: string;
}

export interface Checkpoints {
  /** Whole or not at all: aside, fsync, rename. Rejects where the disk refuses. */
  save(saved: SavedState): Promise<void>;
  /** The newest whole one up to and including `seq`; null where there is none. */
  load(seq: number): LoadedState | null;
  /** Numbers of all there are, oldest first. */
  readonly seqs: readonly number[];
  /** Removes one; rows of it that others need stay. */
  drop(seq: number): void;
  /** Removes those behind `seq`: a log that was put back from an older copy tells other things there. */
  dropAfter(seq: number): void;
  /** Removes those before `seq`, but for the newest of them and what later ones need. */
  dropBefore(seq: number): void;
}

const deflated = promisify(deflateRaw) as (bytes: Uint8Array, how: object) => Promise<Buffer>;
/** States compress five-fold at the quickest level; the slower ones win little. */
const QUICKLY = { level: 1 };
/** A line is shorter than this: it names some hundred others at the most. */
const MOST_HEADER = 16_384;
const NAME = /^(\d{15})\.(state|rows)$/;

type Kind = 'state' | 'rows';

interface Header {
  readonly tidewall: string;
  readonly journal: string;
  readonly format: string;
  readonly seq: number;
  readonly uses: readonly number[];
  readonly bytes: number;
  readonly crc32: number;
}

export function openCheckpoints({ path, journal, format }: CheckpointsOptions): Checkpoints {
  const folder = join(path, 'checkpoints');
  mkdirSync(folder, { recursive: true });
  let seqs = believed();

  return {
    async save({ seq, state, rows, uses }) {
      if (rows) await write('rows', { seq, uses: [], content: rows });
      await write('state', { seq, uses, content: state });
      seqs = [...seqs.filter((each) => each !== seq), seq].sort((a, b) => a - b);
    },
    load(upTo) {
      for (const seq of seqs.filter((each) => each <= upTo).toReversed()) {
        const loaded = loadWhole(seq);
        if (loaded) return loaded;
        remove(seq, 'state');
        seqs = seqs.filter((each) => each !== seq);
      }
      return null;
    },
    get seqs() {
      return seqs;
    },
    drop(seq) {
      remove(seq, 'state');
      seqs = seqs.filter((each) => each !== seq);
    },
    dropAfter(last) {
      for (const { seq, kind } of files()) if (seq > last) remove(seq, kind);
      seqs = seqs.filter((seq) => seq <= last);
    },
    dropBefore(first) {
      const oldest = seqs.findLast((seq) => seq <= first) ?? seqs[0];
      if (oldest === undefined) return;
      for (const seq of seqs) if (seq < oldest) remove(seq, 'state');
      seqs = seqs.filter((seq) => seq >= oldest);
      const needed = new Set(read(oldest, 'state')?.header.uses);
      for (const { seq, kind } of files())
        if (kind === 'rows' && seq < oldest && !needed.has(seq)) remove(seq, 'rows');
    },
  };

  /** Those of this log and this code; the others are removed. */
  function believed(): number[] {
    const found: number[] = [];
    for (const { seq, kind } of files()) {
      const header = headerOf(seq, kind);
      if (!header) remove(seq, kind);
      else if (kind === 'state') found.push(seq);
    }
    for (const name of readdirSync(folder))
      if (name.endsWith('.new')) rmSync(join(folder, name), { force: true });
    return found.sort((a, b) => a - b);
  }

  function loadWhole(seq: number): LoadedState | null {
    const state = read(seq, 'state');
    if (!state) return null;
    const rows = new Map<number, Uint8Array>();
    for (const used of state.header.uses) {
      const found = read(used, 'rows');
      if (!found) return null;
      rows.set(used, found.content);
    }
    return { seq, state: state.content, rows };
  }

  async function write(
    kind: Kind,
    { seq, uses, content }: { seq: number; uses: readonly number[]; content: Uint8Array },
  ): Promise<void> {
    const body = kind === 'state' ? await deflated(content, QUICKLY) : content;
    const said = { tidewall: kind, journal, format, seq, uses, bytes: body.byteLength };
    const header: Header = { ...said, crc32: checksum(said, body) };
    const path = pathOf(seq, kind);
    const file = await open(`${path}.new`, 'w');
    try {
      await file.writeFile(`${JSON.stringify(header)}\n`);
      await file.writeFile(body);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  function read(seq: number, kind: Kind): { header: Header; content: Uint8Array } | null {
    try {
      const bytes = readFileSync(pathOf(seq, kind));
      const end = bytes.indexOf(0x0a);
      const header = ownHeader(bytes.toString('utf8', 0, end), { seq, kind });
      const body = bytes.subarray(end + 1);
      if (!header) return null;
      const { crc32: expected, ...said } = header;
      if (body.byteLength !== header.bytes || checksum(said, body) !== expected) return null;
      return { header, content: kind === 'state' ? inflateRawSync(body) : body };
    } catch {
      return null;
    }
  }

  function headerOf(seq: number, kind: Kind): Header | null {
    let file: number | null = null;
    try {
      file = openSync(pathOf(seq, kind), 'r');
      const start = Buffer.alloc(MOST_HEADER);
      const bytes = start.subarray(0, readSync(file, start));
      return ownHeader(bytes.toString('utf8', 0, bytes.indexOf(0x0a)), { seq, kind });
    } catch {
      return null;
    } finally {
      if (file !== null) closeSync(file);
    }
  }

  function ownHeader(line: string, { seq, kind }: { seq: number; kind: Kind }): Header | null {
    const header = JSON.parse(line) as Header;
    const isOwn =
      header.tidewall === kind &&
      header.journal === journal &&
      header.format === format &&
      header.seq === seq;
    return isOwn ? header : null;
  }

  function files(): { seq: number; kind: Kind }[] {
    return readdirSync(folder).flatMap((name) => {
      const [, seq, kind] = NAME.exec(name) ?? [];
      return seq ? [{ seq: Number(seq), kind: kind as Kind }] : [];
    });
  }

  function remove(seq: number, kind: Kind): void {
    rmSync(pathOf(seq, kind), { force: true });
  }

  function pathOf(seq: number, kind: Kind): string {
    return join(folder, `${String(seq).padStart(15, '0')}.${kind}`);
  }
}

/** Of what the line says as well as of the content. */
function checksum(said: Omit<Header, 'crc32'>, body: Uint8Array): number {
  return crc32(body, crc32(JSON.stringify(said)));
}

/** Where a journal's folder holds a checkpoint of an older kind, it is removed: nobody reads it any more. */
export function removeOldCheckpoint(path: string): void {
  const old = join(path, 'checkpoint');
  if (existsSync(old)) rmSync(old, { force: true });
}
