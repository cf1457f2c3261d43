/**
 * How many digits wide a number is at the most, as it is printed with digits of one width: `1:05` as `9:59`. Equal
 * for numbers that differ only in their digits.
 */
export function digitsWide(text: string): number {
  let wide = 0;
  for (const char of text) wide += WIDTHS[char] ?? (char > '\u2e7f' ? HAN : DIGIT);
  return wide;
}

const DIGIT = 1;
/** A Han character is as wide as it is high, a digit not two thirds of that. */
const HAN = 1.65;
const WIDTHS: Readonly<Record<string, number>> = {
  '.': 0.5,
  ',': 0.5,
  ':': 0.5,
  ' ': 0.5,
  '%': 1.5,
  '—': 1.6,
};
