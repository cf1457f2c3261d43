import { formatDuration } from './duration.ts';
import type { LanguageChoice } from './language.ts';
import { formatCount, formatPercent, NO_VALUE } from './number.ts';

/** A metric's unit as the registry names it. */
export type HistoryUnit = 'CONTACTS' | 'AGENTS' | 'MS' | 'RATIO' | 'NUMBER';

/**
 * A value of a step or of a day, with its unit: `45`, `92.3%`, `4:05`. A median of counts may lie between
 * two of them: `3.5`. `—` for none, never 0.
 */
export function formatHistoryValue(
  value: number | null,
  unit: HistoryUnit,
  choice: LanguageChoice,
): string {
  if (value === null) return NO_VALUE;
  switch (unit) {
    case 'RATIO':
      return `${formatPercent(value, 1)}%`;
    case 'MS':
      return formatDuration(value, choice);
    case 'CONTACTS':
    case 'AGENTS':
      return oneDecimal.format(value);
    case 'NUMBER':
      return twoDecimals.format(value);
  }
}

/** The same for a mark on an axis or in a legend: round numbers, as short as they can be. */
export function formatMark(value: number, unit: HistoryUnit, choice: LanguageChoice): string {
  switch (unit) {
    case 'RATIO':
      return `${shortest.format(value * 100)}%`;
    case 'MS':
      return formatDuration(value, choice);
    case 'CONTACTS':
    case 'AGENTS':
    case 'NUMBER':
      return Number.isInteger(value) ? formatCount(value, choice) : shortest.format(value);
  }
}

/** How a value differs from another: `+12`, `−3.1 pp`, `+0:20`, `±0`. `—` where one of them is none. */
export function formatDifference(
  value: number | null,
  from: number | null,
  unit: HistoryUnit,
  choice: LanguageChoice,
): string {
  if (value === null || from === null) return NO_VALUE;
  const delta = value - from;
  const sign = delta > 0 ? '+' : '−';
  const size = Math.abs(delta);
  const text = differenceText(size, unit, choice);
  return /[1-9]/.test(text) ? `${sign}${text}` : '±0';
}

function differenceText(size: number, unit: HistoryUnit, choice: LanguageChoice): string {
  if (unit === 'MS') return formatDuration(size, choice);
  // Between two percentages lie percentage points, not per cent.
  if (unit === 'RATIO') {
    const points = oneDecimal.format(size * 100);
    return choice === 'zh' ? `${points} 个百分点` : `${points} pp`;
  }
  return unit === 'NUMBER' ? twoDecimals.format(size) : oneDecimal.format(size);
}

const oneDecimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const shortest = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
