/*
 * NDJSON as it comes, in chunks that end anywhere. Only whole lines are read as UTF-8, so a character
 * that a chunk has cut in half is never seen; all whole lines of a chunk are read as one text.
 */

/** Lines that came together, read. */
export interface LineGroup {
  /** What the good lines hold. */
  readonly values: unknown[];
  /** Of each value, which line it was; blank lines do not count. */
  readonly indices: number[];
  readonly broken: { readonly index: number; readonly reason: string }[];
  /** Characters of all of them. */
  size: number;
}

export interface LineReader {
  /** Full groups of the lines that `chunk` completes; each is read only when it is asked for. */
  push(chunk: Buffer): Iterable<LineGroup>;
  /** The last line, where no line end follows it. */
  end(): Iterable<LineGroup>;
  /** The lines that are whole and were not handed out; perhaps none. */
  rest(): LineGroup;
}

/** A longer line is refused, and not kept in memory. */
const LONGEST_LINE_BYTES = 1024 * 1024;
const NOT_JSON = 'the line is not JSON in UTF-8';
export const TOO_LONG = `the line is longer than ${LONGEST_LINE_BYTES} bytes`;

const MOST_LINES = 500;
const MOST_CHARACTERS = 256 * 1024;
/** To begin with; grows up to the longest line. */
const KEPT_BYTES = 4 * 1024;
const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = 0xfeff;
const BLANK = /^[ \t\r]*$/;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function createLineReader(): LineReader {
  /** The beginning of a line whose end has not come yet; of one that is too long only its length. */
  let kept = Buffer.allocUnsafe(KEPT_BYTES);
  let keptBytes = 0;
  let index = 0;
  let group = emptyGroup();

  return { push, end, rest };

  function* push(chunk: Buffer): Generator<LineGroup> {
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last < 0) return keep(chunk);
    let from = 0;
    if (keptBytes > LONGEST_LINE_BYTES) {
      from = chunk.indexOf(LINE_FEED) + 1;
      tooLong();
    }
    const lines = chunk.subarray(from, last);
    const whole = keptBytes === 0 ? lines : Buffer.concat([kept.subarray(0, keptBytes), lines]);
    keptBytes = 0;
    keep(chunk.subarray(last + 1));
    if (from <= last) yield* read(whole);
  }

  function* end(): Generator<LineGroup> {
    if (keptBytes > LONGEST_LINE_BYTES) tooLong();
    else yield* read(kept.subarray(0, keptBytes));
  }

  function keep(part: Buffer): void {
    const length = keptBytes + part.length;
    if (length <= LONGEST_LINE_BYTES) {
      if (length > kept.length) {
        const longer = Buffer.allocUnsafe(Math.max(length, kept.length * 2));
        kept.copy(longer, 0, 0, keptBytes);
        kept = longer;
      }
      part.copy(kept, keptBytes);
    }
    keptBytes = length;
  }

  function rest(): LineGroup {
    const whole = group;
    group = emptyGroup();
    return whole;
  }

  function tooLong(): void {
    keptBytes = 0;
    group.broken.push({ index: index++, reason: TOO_LONG });
  }

  function* read(bytes: Buffer): Generator<LineGroup> {
    const mayBeTooLong = bytes.length > LONGEST_LINE_BYTES;
    for (const line of linesOf(bytes)) {
      if (line !== null && BLANK.test(line)) continue;
      if (group.values.length + group.broken.length >= MOST_LINES || group.size > MOST_CHARACTERS)
        yield rest();
      if (mayBeTooLong && line !== null && Buffer.byteLength(line) > LONGEST_LINE_BYTES)
        group.broken.push({ index, reason: TOO_LONG });
      else readLine(line, index, group);
      index += 1;
    }
  }
}

function readLine(line: string | null, index: number, group: LineGroup): void {
  if (line !== null) {
    group.size += line.length;
    try {
      const json = line.charCodeAt(0) === BYTE_ORDER_MARK ? line.slice(1) : line;
      group.values.push(JSON.parse(json));
      group.indices.push(index);
      return;
    } catch {
      // Told like one that is no text.
    }
  }
  group.broken.push({ index, reason: NOT_JSON });
}

/** Every line, without its line feed; null where it is no UTF-8. */
function linesOf(bytes: Buffer): (string | null)[] {
  const text = decode(bytes);
  if (text !== null) return text.split('\n');
  // One line of them is no text: each is looked at by itself.
  const lines: (string | null)[] = [];
  for (let from = 0; from <= bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, from);
    const end = found < 0 ? bytes.length : found;
    lines.push(decode(bytes.subarray(from, end)));
    from = end + 1;
  }
  return lines;
}

function decode(bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

function emptyGroup(): LineGroup {
  return { values: [], indices: [], broken: [], size: 0 };
}
