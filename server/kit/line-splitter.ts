/** Takes bytes as they come, gives whole lines. */
export interface LineSplitter {
  /** The lines that `chunk` completes, without their line ends, and how many bytes each took. */
  push(chunk: Uint8Array): SplitLine[];
  /** Bytes of the line that is not whole yet. */
  readonly pendingBytes: number;
  /** Forgets the unfinished line. */
  reset(): void;
}

export interface SplitLine {
  /** The line as text; null where it was longer than allowed and was dropped. */
  readonly text: string | null;
  /** Bytes it took in the stream, line end included. */
  readonly bytes: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const DEFAULT_MAX_BYTES = 1_000_000;

/**
 * Splits at LF; a CR before it goes too. Only whole lines are read as UTF-8, so a character cut
 * in half by a read is never seen. A line longer than `maxBytes` (default 1,000,000) is dropped, not kept in memory.
 */
export function createLineSplitter(options: { maxBytes?: number } = {}): LineSplitter {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let kept: Uint8Array[] = [];
  let pendingBytes = 0;

  const keep = (part: Uint8Array): void => {
    pendingBytes += part.length;
    if (pendingBytes > maxBytes) kept = [];
    // A copy, for the caller may use its buffer again; a Buffer's slice would be a view.
    else if (part.length > 0) kept.push(new Uint8Array(part));
  };
  const finish = (part: Uint8Array): SplitLine => {
    const bytes = pendingBytes + part.length + 1;
    const whole = kept.length === 0 ? part : join([...kept, part]);
    kept = [];
    pendingBytes = 0;
    if (bytes > maxBytes) return { text: null, bytes };
    const end = whole.at(-1) === CARRIAGE_RETURN ? whole.length - 1 : whole.length;
    return { text: decoder.decode(whole.subarray(0, end)), bytes };
  };

  return {
    push(chunk) {
      const lines: SplitLine[] = [];
      let from = 0;
      for (;;) {
        const end = chunk.indexOf(LINE_FEED, from);
        if (end < 0) break;
        lines.push(finish(chunk.subarray(from, end)));
        from = end + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    get pendingBytes() {
      return pendingBytes;
    },
    reset() {
      kept = [];
      pendingBytes = 0;
    },
  };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
