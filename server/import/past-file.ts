import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeCloudEvent } from '#schema/events/decode.ts';
import type { Instant, SourceId } from '#schema/ids.ts';
import { parseLine } from '#server/ingest/queue-log/lines.ts';
import { readPastLines, readUnpacked } from './past-lines.ts';
import { PastFormat } from './past-reader.ts';

/** A file as it was found before anything of it was imported. */
export interface PastFile {
  readonly path: string;
  /** Without its folder. */
  readonly name: string;
  /** On the disk, packed as it may be. */
  readonly size: number;
  /** Null: there is no line in it. */
  readonly format: PastFormat | null;
  /** Time of its first event; Infinity where none of its first lines is one. */
  readonly firstAt: Instant;
  /** Where its events come from; of CloudEvents where the first one does. */
  readonly source: SourceId;
  /** Its beginning, unpacked, up to a line end: what it is known by, under whatever name. */
  readonly head: Uint8Array;
}

export type Found =
  { readonly ok: true; readonly file: PastFile } | { readonly ok: false; readonly message: string };

/** So much of a file's beginning tells it from every other. */
const HEAD_BYTES = 64 * 1024;
/** Among so many lines one is expected that can be read. */
const MOST_LINES = 2_000;
const QUEUE_LOG_LINE = /^\d{1,12}(\.\d+)?\|[^|]*\|[^|]*\|/;

/** Looks at a file's beginning. The sentence names the file and what is allowed. */
export async function findPastFile(path: string, source: SourceId | null): Promise<Found> {
  let size: number;
  try {
    const found = await stat(path);
    if (!found.isFile()) return refused(`${path}: a file is expected, but this is none.`);
    size = found.size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is none' : `it cannot be read (${code})`;
    return refused(`${path}: a file is expected, but ${reason}.`);
  }
  try {
    const head = await readHead(path);
    const name = basename(path);
    const told = await firstEvent(path);
    if (told === 'neither')
      return refused(
        `${path}: CloudEvents, one JSON object a line (NDJSON), or Asterisk's queue_log are expected, plain or as gzip, but it is neither.`,
      );
    const named = source ?? `/queue-log/${name.replace(/(\.\d+|-\d{8,})?(\.gz)?$/, '')}`;
    const { format, at, from } = told ?? { format: null, at: Infinity, from: null };
    return {
      ok: true,
      file: { path, name, size, format, firstAt: at, source: from ?? named, head },
    };
  } catch (error) {
    return refused(`${path}: ${(error as Error).message}.`);
  }
}

/** The name of a file's beginning, of so many bytes of it. */
export function headId(head: Uint8Array, bytes: number): string {
  const hash = createHash('sha256').update(head.subarray(0, bytes)).digest('hex').slice(0, 32);
  return `${bytes}-${hash}`;
}

interface FirstEvent {
  readonly format: PastFormat;
  readonly at: Instant;
  readonly from: SourceId | null;
}

/** The first line that says what the file is, and the first event; null where there is no line. */
async function firstEvent(path: string): Promise<FirstEvent | 'neither' | null> {
  let format: PastFormat | null = null;
  let lines = 0;
  for await (const block of readPastLines(path))
    for (const { text } of block) {
      if (text === null || text.trim() === '') continue;
      if ((lines += 1) > MOST_LINES) return format ? noneOf(format) : 'neither';
      format ??= formatOf(text);
      const event = format && eventOf(format, text);
      if (event) return event;
    }
  if (format) return noneOf(format);
  return lines > 0 ? 'neither' : null;
}

function noneOf(format: PastFormat): FirstEvent {
  return { format, at: Infinity, from: null };
}

function formatOf(text: string): PastFormat | null {
  if (QUEUE_LOG_LINE.test(text)) return PastFormat.queueLog;
  const json = jsonOf(text);
  const isCloudEvent = typeof json === 'object' && json !== null && 'specversion' in json;
  return isCloudEvent ? PastFormat.cloudEvents : null;
}

function eventOf(format: PastFormat, text: string): FirstEvent | null {
  if (format === PastFormat.queueLog) {
    const parsed = parseLine(text);
    return parsed.ok ? { format, at: parsed.line.at, from: null } : null;
  }
  const decoded = decodeCloudEvent(jsonOf(text));
  return decoded.ok ? { format, at: decoded.event.at, from: decoded.event.source } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const block of readUnpacked(path)) {
      blocks.push(block);
      if ((bytes += block.length) >= HEAD_BYTES) break;
    }
  } catch (error) {
    // Of a file that breaks off, what can be read counts.
    if (bytes === 0) throw error;
  }
  const start = Buffer.concat(blocks).subarray(0, HEAD_BYTES);
  // A last line that is being written will look different next time.
  const whole = start.subarray(0, start.lastIndexOf(10) + 1);
  return whole.length > 0 ? whole : start;
}

function refused(message: string): Found {
  return { ok: false, message };
}
