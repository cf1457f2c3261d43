import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';

/*
 * A board holds a hundred instants and is written ten times a second, so they are put together by
 * hand: the day's text is kept for the next one, which is nearly always of the same day.
 */
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));

let lastDay = Number.NaN;
/** As `2026-03-02T`. */
let lastDayText = '';

/** RFC 3339 with milliseconds, in UTC; as `Date` writes it. Throws a RangeError where it is no instant. */
export function instantText(at: number): string {
  if (!Number.isInteger(at)) return new Date(at).toISOString();
  const day = Math.floor(at / DAY_MS);
  const inDay = at - day * DAY_MS;
  if (day !== lastDay) {
    lastDayText = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
    lastDay = day;
  }
  const hours = TWO_DIGITS[Math.floor(inDay / HOUR_MS)]!;
  const minutes = TWO_DIGITS[Math.floor(inDay / MINUTE_MS) % 60]!;
  const seconds = TWO_DIGITS[Math.floor(inDay / SECOND_MS) % 60]!;
  return `${lastDayText}${hours}:${minutes}:${seconds}.${THREE_DIGITS[inDay % SECOND_MS]!}Z`;
}
