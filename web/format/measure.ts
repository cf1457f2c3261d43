import { formatDuration } from './duration.ts';
import type { LanguageChoice } from './language.ts';
import { formatPercent, NO_VALUE } from './number.ts';

/** A value as text, its unit apart so that it can be set smaller. */
export interface Measured {
  readonly text: string;
  readonly unit: string;
}

/**
 * A metric's value in full: counts to the last contact, ratios with one decimal, durations as
 * everywhere. `—` for none.
 */
export function formatMeasure(
  value: number | null,
  unit: 'CONTACTS' | 'AGENTS' | 'MS' | 'RATIO' | 'NUMBER',
  choice: LanguageChoice,
): Measured {
  if (value === null) return { text: NO_VALUE, unit: '' };
  switch (unit) {
    case 'RATIO':
      return { text: formatPercent(value, 1), unit: '%' };
    case 'MS':
      return { text: formatDuration(value, choice), unit: '' };
    case 'CONTACTS':
    case 'AGENTS':
      return { text: formatExact(value), unit: '' };
    case 'NUMBER':
      return { text: decimal.format(value), unit: '' };
  }
}

/** A count with all its digits: a proof is not rounded. */
export function formatExact(count: number): string {
  return exact.format(count);
}

/** A value inside a formula, by the counter's own unit. */
export function formatTerm(value: number, unit: string, choice: LanguageChoice): string {
  if (unit === 'ms') return formatDuration(value, choice);
  return unit === 'contacts' ? formatExact(value) : decimal.format(value);
}

const exact = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
