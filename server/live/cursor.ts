/**
 * Where a reader is in the live feed: `EPOCH.SEQ`. The epoch names one run of the server, so a
 * cursor of an earlier run is recognised and never taken for a place in this one.
 */
export interface Cursor {
  readonly epoch: string;
  /** Counts the updates of this run from 1; 0 is before the first. */
  readonly seq: number;
}

export function formatCursor({ epoch, seq }: Cursor): string {
  return `${epoch}.${seq}`;
}

/** `null` for anything that no `formatCursor` wrote. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(.+)\.(0|[1-9]\d{0,14})$/.exec(text);
  return match ? { epoch: match[1]!, seq: Number(match[2]) } : null;
}
