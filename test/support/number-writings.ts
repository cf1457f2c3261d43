import fc from 'fast-check';

/** Zeros of a few scripts; their nine follow. */
const ZEROS = ['0', '０', '٠', '۰', '०', '𝟎', '𝟶'].map((zero) => zero.codePointAt(0)!);
const SEPARATORS = [' ', '-', '_', ',', '–', '\u2011', '\u00a0', '/', '.', '(', ')', '·', '\u200b'];

export interface WrittenNumber {
  /** As somebody dials it. */
  readonly digits: string;
  /** As somebody writes it: other digits, and up to four signs between two of them. */
  readonly written: string;
}

const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  fc.array(fc.constantFrom(...SEPARATORS), { maxLength: 4 }).map((signs) => signs.join('')),
);
const place = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...ZEROS), gap);

/** Numbers of seven to fifteen digits; the first is no zero. */
export const writtenNumbers: fc.Arbitrary<WrittenNumber> = fc
  .tuple(fc.array(place, { minLength: 7, maxLength: 15 }), fc.boolean(), fc.constantFrom('', '+'))
  .map(([places, isPlain, plus]) => {
    const values = places.map(([value], index) => (index === 0 ? Math.max(value, 1) : value));
    const written = values.map((value, index) => {
      const [, zero, between] = places[index]!;
      return (index > 0 ? between : '') + String.fromCodePoint((isPlain ? 0x30 : zero) + value);
    });
    return { digits: values.join(''), written: plus + written.join('') };
  });

/** The same number as JSON can write one. */
export function asJsonNumbers(digits: string): readonly string[] {
  return [
    digits,
    `-${digits}`,
    `${digits}.0`,
    `${digits[0]}.${digits.slice(1)}e${digits.length - 1}`,
  ];
}

/** Every text, name of a field and number in a value, each with its digits alone, as 0 to 9. */
export function digitsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => [
      plainDigits(name),
      ...digitsIn(inner),
    ]);
  return [plainDigits(String(value))];
}

function plainDigits(text: string): string {
  return Array.from(text.match(/\p{Nd}/gu) ?? [], (digit) => {
    const code = digit.codePointAt(0)!;
    const zero = ZEROS.find((each) => code >= each && code < each + 10);
    return zero === undefined ? '' : String(code - zero);
  }).join('');
}
