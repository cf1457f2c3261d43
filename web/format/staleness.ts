import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';

/**
 * How old what is shown is, in the five stages of the wall:
 * `fresh` a grey dot · `delayed` a hollow ring · `stopped` hollow digits, no hue, timers stand ·
 * `lost` a banner over the whole width · `gone` values give way to `—`.
 */
export const Staleness = {
  fresh: 'fresh',
  delayed: 'delayed',
  stopped: 'stopped',
  lost: 'lost',
  gone: 'gone',
} as const;
export type Staleness = (typeof Staleness)[keyof typeof Staleness];

/** Ages after which a stage begins; at exactly this age the stage before it still holds. */
export const STALE_AFTER = {
  delayedMs: 3 * SECOND_MS,
  stoppedMs: 10 * SECOND_MS,
  lostMs: 30 * SECOND_MS,
  goneMs: 5 * MINUTE_MS,
  /** A socket that has been away this long brings the banner whatever the age. */
  socketLostMs: 10 * SECOND_MS,
} as const;

/** The stage of data of some age. */
export function stalenessOf(facts: {
  /** Since the last update arrived; null before the first. */
  ageMs: number | null;
  /** Since the connection was lost; null while it stands. */
  socketLostMs: number | null;
  /** A replay that reached its end: nothing more is due, so nothing is late. */
  ended: boolean;
  /** The server itself says that nothing new counts, and since when: what was known then goes on being shown. */
  refusing?: boolean;
}): Staleness {
  const { ageMs, socketLostMs, ended, refusing = false } = facts;
  const socketLost = socketLostMs !== null && socketLostMs > STALE_AFTER.socketLostMs;
  if (ageMs === null) return socketLost ? Staleness.gone : Staleness.delayed;
  if (ended) return socketLost ? Staleness.lost : Staleness.fresh;
  if (refusing && ageMs <= STALE_AFTER.lostMs && !socketLost) return Staleness.stopped;
  if (ageMs > STALE_AFTER.goneMs && (!refusing || socketLost)) return Staleness.gone;
  if (ageMs > STALE_AFTER.lostMs || socketLost) return Staleness.lost;
  if (ageMs > STALE_AFTER.stoppedMs) return Staleness.stopped;
  return ageMs > STALE_AFTER.delayedMs ? Staleness.delayed : Staleness.fresh;
}

/**
 * The stage of one row: the page's, or a worse one where the row's own source fell silent.
 * The server calls a source silent by its own cadence, so a row is never merely delayed.
 */
export function rowStaleness(page: Staleness, staleForMs: number | null): Staleness {
  if (staleForMs === null) return page;
  return worse(page, staleForMs > STALE_AFTER.goneMs ? Staleness.gone : Staleness.stopped);
}

/** From `stopped` on: hollow digits, no hue, timers stand still. */
export function isHollow(stage: Staleness): boolean {
  return ORDER.indexOf(stage) >= ORDER.indexOf(Staleness.stopped);
}

/** From `lost` on: the banner. */
export function isLost(stage: Staleness): boolean {
  return ORDER.indexOf(stage) >= ORDER.indexOf(Staleness.lost);
}

const ORDER: readonly Staleness[] = Object.values(Staleness);

function worse(one: Staleness, other: Staleness): Staleness {
  return ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
}
