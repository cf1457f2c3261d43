import { DAY_MS, MINUTE_MS, SECOND_MS } from '../time/duration.ts';

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * The instant of an RFC 3339 text, or null where it is none: a zone is required, 30 February is none
 * and 24:00 is none. A leap second (23:59:60 in UTC, at the end of a month) is read as a computer's
 * clock counts it: as the first second of the next month. Digits behind the milliseconds are left out.
 */
export function parseInstant(value: string): number | null {
  return plainInstant(value) ?? anyInstant(value);
}

/** Every form that is allowed. */
function anyInstant(value: string): number | null {
  const match = RFC_3339.exec(value);
  if (!match) return null;
  const day = dayNumber(value);
  const hours = Number(match[4]);
  const minutes = Number(match[5]);
  const seconds = Number(match[6]);
  const offset = offsetMs(match[8], Number(match[9] ?? 0), Number(match[10] ?? 0));
  if (day === null || hours > 23 || minutes > 59 || seconds > 60 || offset === null) return null;
  const minuteAt = day * DAY_MS + (hours * 60 + minutes) * MINUTE_MS - offset;
  if (seconds === 60 && !isLastOfMonth(minuteAt)) return null;
  return minuteAt + seconds * SECOND_MS + Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
}

/** What local time is ahead of UTC. */
function offsetMs(sign: string | undefined, hours: number, minutes: number): number | null {
  if (hours > 23 || minutes > 59) return null;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}

/** Whether a month of UTC ends with the minute; which months got a leap second is known only later. */
function isLastOfMonth(minuteAt: number): boolean {
  const next = new Date(minuteAt + MINUTE_MS);
  return next.getTime() % DAY_MS === 0 && next.getUTCDate() === 1;
}

/** Lengths of `2026-03-02T09:03:14Z` and `2026-03-02T09:03:14.527Z`. */
const WITHOUT_FRACTION = 20;
const WITH_FRACTION = 24;
/** The form that nearly all events have, in UTC and to the second or millisecond; null says nothing. */
function plainInstant(text: string): number | null {
  const { length } = text;
  if (length !== WITH_FRACTION && length !== WITHOUT_FRACTION) return null;
  const isPlain =
    text.charCodeAt(length - 1) === 0x5a &&
    text.charCodeAt(10) === 0x54 &&
    text.charCodeAt(13) === 0x3a &&
    text.charCodeAt(16) === 0x3a;
  if (!isPlain) return null;
  const hours = digits(text, 11, 13);
  const minutes = digits(text, 14, 16);
  const seconds = digits(text, 17, 19);
  let fractionMs = 0;
  if (length === WITH_FRACTION) {
    if (text.charCodeAt(19) !== 0x2e) return null;
    fractionMs = digits(text, 20, 23);
  }
  const day = dayNumber(text);
  // What is no digit has made its number NaN.
  const isInRange = hours < 24 && minutes < 60 && seconds < 60 && fractionMs < 1000;
  if (!isInRange || day === null) return null;
  return day * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * SECOND_MS + fractionMs;
}

/** The day of `2026-03-02…`, counted from 1 January 1970; null where there is no such day. */
function dayNumber(text: string): number | null {
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const isDay = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isDay) return null;
  // Years that begin in March: the leap day is the last of them.
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - DAYS_TO_1970;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** From 1 March of the year 0. */
const DAYS_TO_1970 = 719_468;

/** The number that the characters `[from, to)` write; NaN where one is no digit. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
