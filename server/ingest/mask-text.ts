import { parseInstant } from '#schema/events/instant-text.ts';

/*
 * Numbers that could reach a person, found by their look. A run is seven or more digits of any script
 * with up to four characters between two of them that are neither letters nor digits: `(021) - 6123 4567`.
 * What stands where a number stood never looks like one: masking twice is masking once.
 */

const LEAST_DIGITS = 7;
const SHOWN_DIGITS = 3;
/** The least number of seven digits. */
const LEAST_NUMBER = 10 ** (LEAST_DIGITS - 1);
const HIDDEN = '•••';
/**
 * What may stand between two digits of one number: no letter and no `•••`, and no colon of a time of
 * day (`10:00-12:30, 4 of you` holds no number).
 */
const BETWEEN = String.raw`(?:[^\p{L}\p{N}:•]|:(?![0-5]\d(?!\d))|(?<!•)•(?!•)){0,4}`;
const DIGIT_RUN = new RegExp(String.raw`\+?\p{Nd}(?:${BETWEEN}\p{Nd}){${LEAST_DIGITS - 1},}`, 'gu');
const ONLY_DIGIT_RUN = new RegExp(`^[(\\s]*${DIGIT_RUN.source}[)\\s]*$`, 'u');
const ONLY_DIGITS = /^\+?\d+$/;
const MASKED_NUMBER = new RegExp(String.raw`^${HIDDEN}\d{${SHOWN_DIGITS}}$`);
const HYPHEN = 0x2d;
const LONGEST_INSTANT = '2026-11-22T10:00:00.000000+00:00'.length;
const USUAL_INSTANT = '2026-11-22T10:00:00.000Z'.length;
const CENTURY = /^(?:19|20)/;
/** Seven digits of a second could be a number again. */
const INSTANT =
  /^(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d(?<seconds>:\d\d(?:\.\d{1,6})?)?(?<zone>Z|[+-]\d\d:\d\d)?$/;

/** A text with every number in it masked: `call •••000 back`. A time (`2026-11-22T10:00:00Z`) stays. */
export function maskText(value: string): string {
  if (!mayHoldNumber(value) || isTime(value)) return value;
  return value.replace(DIGIT_RUN, (run) => maskDigits(asciiDigits(run)));
}

/** A number of seven or more digits before the point as the masked text that its digits give; others as they are. */
export function maskNumber(value: number): number | string {
  const whole = Math.trunc(Math.abs(value));
  if (!(whole >= LEAST_NUMBER)) return value;
  return whole === Infinity ? HIDDEN : maskDigits(String(BigInt(whole)));
}

/** A customer's number or address with only its last digits (or its domain's look) left. */
export function maskCustomer(value: string): string {
  if (value === '' || MASKED_NUMBER.test(value)) return value;
  if (value.indexOf('@') > 0) return `${[...value][0]!}${HIDDEN}@${HIDDEN}`;
  const digits = asciiDigits(value);
  return digits.length >= LEAST_DIGITS ? maskDigits(digits) : HIDDEN;
}

/** Masked before: nothing that could tell two customers apart is left. */
export function isMaskedCustomer(value: string): boolean {
  return value.includes(HIDDEN);
}

/** A number without what stands between its digits, in the digits 0 to 9: the same however it is written. Other texts as they are. */
export function plainCustomer(value: string): string {
  if (ONLY_DIGITS.test(value)) return value.startsWith('+') ? value.slice(1) : value;
  return ONLY_DIGIT_RUN.test(value) ? asciiDigits(value) : value;
}

function maskDigits(digits: string): string {
  return `${HIDDEN}${digits.slice(-SHOWN_DIGITS)}`;
}

/** Enough characters that could be digits, wherever they stand: without them there is no run. */
function mayHoldNumber(value: string): boolean {
  const { length } = value;
  if (length < LEAST_DIGITS) return false;
  let digits = 0;
  for (let index = 0; index < length; index += 1) {
    const code = value.charCodeAt(index);
    const mayBeDigit = code < 0x80 ? code >= 0x30 && code <= 0x39 : isForeign(code);
    if (mayBeDigit && (digits += 1) >= LEAST_DIGITS) return true;
  }
  return false;
}

/**
 * Not of the great blocks without digits: Latin, Greek and Cyrillic; signs, Chinese and Japanese;
 * Korean; what follows the digits of full width. A half of a pair may be of a digit.
 */
function isForeign(code: number): boolean {
  if (code < 0x660 || code > 0xff19) return false;
  return (code < 0x2000 || code > 0xa4cf) && (code < 0xac00 || code > 0xd7ff);
}

/** Digits that are a time, not a number. */
function isTime(value: string): boolean {
  if (value.length > LONGEST_INSTANT || value.charCodeAt(4) !== HYPHEN) return false;
  // `…T10:00:00.123Z`, as nearly all are: no room for more digits than that.
  if (value.length <= USUAL_INSTANT && CENTURY.test(value) && parseInstant(value) !== null)
    return true;
  const groups = INSTANT.exec(value)?.groups;
  if (!groups) return false;
  const { seconds, zone } = groups;
  const local = zone === undefined ? value : value.slice(0, -zone.length);
  return parseInstant(`${local}${seconds === undefined ? ':00' : ''}${zone ?? 'Z'}`) !== null;
}

/** The digits of a text, of whatever script, as 0 to 9. */
function asciiDigits(value: string): string {
  let digits = '';
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code >= 0x80)
      return (
        value
          .match(/\p{Nd}/gu)
          ?.map(asciiDigit)
          .join('') ?? ''
      );
    if (code >= 0x30 && code <= 0x39) digits += value[index]!;
  }
  return digits;
}

/** Digits stand in Unicode in order, ten of a script, with something else before the zero; where not, they have a plain form. */
function asciiDigit(digit: string): string {
  const code = digit.normalize('NFKC').codePointAt(0)!;
  let worth = 0;
  while (worth < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - worth - 1))) worth += 1;
  return String(worth);
}
