import type { LanguageChoice } from './language.ts';

/** What stands where there is no value. Never zero, never empty. */
export const NO_VALUE = '—';

/** Exact to 9,999, then `12.3k`, `1.2M`; on a Chinese page `1.2 万`, `1.2 亿`. */
export function formatCount(count: number, choice: LanguageChoice): string {
  // As the formatter writes them, at a tenth of its price: most numbers of a floor are small.
  if (Number.isInteger(count) && count >= 0 && count < 1_000) return String(count);
  if (Math.abs(count) <= 9_999) return exact.format(count);
  if (choice === 'zh') return scaled(count, 1e4, ' 万', 1e8, ' 亿');
  return scaled(count, 1e3, 'k', 1e6, 'M');
}

/** A ratio as a percentage without its sign, with so many decimals; `—` for none. */
export function formatPercent(ratio: number | null, decimals: 0 | 1): string {
  if (ratio === null) return NO_VALUE;
  const percent = ratio * 100;
  const text = percent.toFixed(decimals);
  // 99.97 % is not 100 %: only what is whole is shown as whole.
  if (percent < 100 && Number(text) === 100) return decimals === 0 ? '99' : '99.9';
  if (percent > 0 && Number(text) === 0) return decimals === 0 ? '<1' : '<0.1';
  return text;
}

/** A difference with its sign: `+14`, `−3`, `±0`. */
export function formatDelta(delta: number, choice: LanguageChoice): string {
  const whole = Math.round(delta);
  if (whole === 0) return '±0';
  return `${whole > 0 ? '+' : '−'}${formatCount(Math.abs(whole), choice)}`;
}

const exact = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

function scaled(
  count: number,
  unit: number,
  word: string,
  largeUnit: number,
  largeWord: string,
): string {
  // 999,950 rounds to 1000.0k: the larger unit takes over where the smaller would show four digits.
  const large = Math.abs(count) >= largeUnit - unit / 20;
  const value = count / (large ? largeUnit : unit);
  return `${value.toFixed(1)}${large ? largeWord : word}`;
}
