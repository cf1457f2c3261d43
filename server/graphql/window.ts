import { DAY_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { Window } from '#server/metrics/window.ts';
import { badInput } from './errors.ts';

/** A window as it is asked for. */
export interface WindowAsked {
  readonly kind: 'today' | 'interval' | 'last';
  readonly lengthMs?: number | null;
}

const DEFAULT_LENGTH_MS = 30 * MINUTE_MS;

/** Throws BAD_INPUT where a sliding window is shorter than a second or longer than a day. */
export function toWindow({ kind, lengthMs }: WindowAsked): Window {
  if (kind !== 'last') return { kind };
  const length = lengthMs ?? DEFAULT_LENGTH_MS;
  if (length < SECOND_MS || length > DAY_MS) {
    throw badInput(
      `A LAST window's lengthMs is expected to be from ${SECOND_MS} (one second) to ${DAY_MS} (24 hours), but got ${length}.`,
    );
  }
  return { kind, lengthMs: length };
}
