import { formatDuration } from './duration.ts';
import type { LanguageChoice } from './language.ts';
import { formatCount, formatPercent } from './number.ts';

/**
 * How large, against what: `12 > 10`, `3:42 > 2:00`, `61% < 80%`, `×3.2`. An alert outlives its cause by
 * a while: then the sign is turned, `0:00 < 2:00`, because `0:00 > 2:00` would be untrue.
 */
export interface AlertMeasure {
  readonly value: string;
  /** With its sign; null for a surge, whose value already is a multiple of the expected. */
  readonly limit: string | null;
  readonly worst: string;
}

/** What an alert measures, in the rule's own unit. */
export function alertMeasure(
  alert: {
    readonly kind: string;
    readonly value: number;
    readonly worst: number;
    readonly threshold: number;
  },
  choice: LanguageChoice,
): AlertMeasure {
  const { kind, value, worst, threshold } = alert;
  switch (kind) {
    case 'surge':
      return { value: times(value), limit: null, worst: times(worst) };
    case 'longestWaiting':
      return {
        value: formatDuration(value, choice),
        limit: `${relation(value, threshold)} ${formatDuration(threshold, choice)}`,
        worst: formatDuration(worst, choice),
      };
    case 'serviceLevel':
      return {
        value: `${formatPercent(value, 0)}%`,
        limit: `${relation(value, threshold)} ${formatPercent(threshold, 0)}%`,
        worst: `${formatPercent(worst, 0)}%`,
      };
    default:
      // `waiting`, and whatever a newer server counts.
      return {
        value: formatCount(Math.round(value), choice),
        limit: `${relation(value, threshold)} ${formatCount(Math.round(threshold), choice)}`,
        worst: formatCount(Math.round(worst), choice),
      };
  }
}

function relation(value: number, threshold: number): string {
  if (value === threshold) return '=';
  return value > threshold ? '>' : '<';
}

function times(ratio: number): string {
  return `×${ratio.toFixed(1)}`;
}
