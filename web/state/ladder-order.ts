import type { Severity } from './model.ts';

/** What decides a queue's place. */
export interface LadderRow {
  readonly id: string;
  readonly name: string;
  readonly severity: Severity | null;
  readonly longestWaitingSince: number | null;
  readonly waiting: number;
}

/** An order on show, and when it was last changed. */
export interface ShownOrder {
  readonly ids: readonly string[];
  /** Page time. */
  readonly changedAt: number;
  /** The order before it: whence each row came. Empty for the first. */
  readonly before: readonly string[];
}

/** Rows may change places at most this often: a list that jumps cannot be read. */
export const REORDER_EVERY_MS = 5_000;

/** Ids worst first: by severity, then the longest wait, then how many wait, then the name. */
export function worstFirst(rows: readonly LadderRow[]): readonly string[] {
  return [...rows].sort(compareRows).map((row) => row.id);
}

/**
 * The order to show now. `shown` itself where nothing is to change yet. A queue that is new or gone
 * changes the list at once; what only moves waits until five seconds after the last change.
 */
export function settleOrder(
  shown: ShownOrder | null,
  wanted: readonly string[],
  now: number,
): ShownOrder {
  const next = { ids: wanted, changedAt: now, before: shown?.ids ?? [] };
  if (shown === null || !sameMembers(shown.ids, wanted)) return next;
  if (wanted.every((id, place) => shown.ids[place] === id)) return shown;
  if (now - shown.changedAt < REORDER_EVERY_MS) return shown;
  return next;
}

/** How many rows to draw, and how many queues are left for the line below them. */
export function fitRows(queues: number, places: number): { rows: number; rest: number } {
  if (queues <= places) return { rows: queues, rest: 0 };
  const rows = Math.max(0, places - 1);
  return { rows, rest: queues - rows };
}

const RANK: Record<Severity, number> = { CRITICAL: 3, WARNING: 2, INFO: 1 };

function compareRows(one: LadderRow, other: LadderRow): number {
  return (
    rank(other) - rank(one) ||
    waitingSince(one) - waitingSince(other) ||
    other.waiting - one.waiting ||
    (one.name < other.name ? -1 : one.name > other.name ? 1 : 0) ||
    (one.id < other.id ? -1 : 1)
  );
}

function rank(row: LadderRow): number {
  return row.severity === null ? 0 : RANK[row.severity];
}

function waitingSince(row: LadderRow): number {
  return row.longestWaitingSince ?? Number.MAX_SAFE_INTEGER;
}

function sameMembers(shown: readonly string[], wanted: readonly string[]): boolean {
  if (shown.length !== wanted.length) return false;
  const known = new Set(shown);
  return wanted.every((id) => known.has(id));
}
