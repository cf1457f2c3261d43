import type { Instant } from '#schema/ids.ts';
import { businessDay, localTime, offsetAt } from '#schema/time/business-day.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';

/*
 * Days and times as a zone's wall shows them. A day number counts from 1 January 1970 on the zone's
 * calendar; days are 23 or 25 hours long where clocks change.
 */

/** A day of a zone's calendar, `[startAt, endAt)`. */
export interface WallDay {
  readonly dayNumber: number;
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/** Where an instant stands on a day's wall clock. */
export interface WallPlace {
  readonly dayNumber: number;
  /** Minutes after midnight, as the clock shows. */
  readonly minutes: number;
  /** The clock showed the same time once before on this day: the second of a repeated hour. */
  readonly again: boolean;
}

/** The day in a zone; null for a date that the zone left out (Apia, 30 December 2011). */
export function wallDay(dayNumber: number, timeZone: string): WallDay | null {
  const rule = { timeZone, dayStartMinutes: 0 };
  // Offsets lie within -12..+14 h, so that one of these instants is inside of the day.
  for (const hours of [12, 0, 24]) {
    const { startAt, endAt } = businessDay(dayNumber * DAY_MS + hours * HOUR_MS, rule);
    if (localTime(startAt, timeZone).dayNumber === dayNumber) return { dayNumber, startAt, endAt };
  }
  return null;
}

/** The number of the day that holds an instant. */
export function dayNumberAt(at: Instant, timeZone: string): number {
  return localTime(at, timeZone).dayNumber;
}

/** 0 is Monday, 6 Sunday. */
export function weekdayOf(dayNumber: number): number {
  // The first of January 1970 was a Thursday.
  return (((dayNumber + 3) % 7) + 7) % 7;
}

/** `2026-11-22`. */
export function dayText(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

/** The day number of `2026-11-22`; null for what is no date. */
export function parseDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at)) return null;
  const dayNumber = at / DAY_MS;
  return dayText(dayNumber) === text ? dayNumber : null;
}

/** Where each instant of an ascending list stands on the wall clock. */
export function wallPlaces(startsAt: readonly Instant[], timeZone: string): readonly WallPlace[] {
  return startsAt.map((at) => {
    const { dayNumber, minutes } = localTime(at, timeZone);
    return { dayNumber, minutes, again: isAgain(at, timeZone) };
  });
}

/** `10:30` of minutes after midnight. */
export function minutesText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return `${String(hours).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** RFC 3339 in a zone: `2026-11-22T10:30:00+08:00`. */
export function isoInZone(at: Instant, timeZone: string): string {
  const offsetMs = offsetAt(at, timeZone);
  const wall = new Date(at + offsetMs).toISOString().slice(0, 19);
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  return `${wall}${offsetMs < 0 ? '-' : '+'}${minutesText(minutes)}`;
}

/** Clocks are put back by one hour, or by half of one. */
const PUT_BACK_MS = [HOUR_MS, HOUR_MS / 2];

function isAgain(at: Instant, timeZone: string): boolean {
  const offsetMs = offsetAt(at, timeZone);
  return PUT_BACK_MS.some((byMs) => offsetAt(at - byMs, timeZone) === offsetMs + byMs);
}
