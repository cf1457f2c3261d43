import type { AxisUnit } from './geometry/value-axis.ts';
import type { Usual, WallStep } from './geometry/usual.ts';
import type { HistoryUnit } from '#web/format/history-value.ts';

/** A day with what is usual at each of its steps. */
export interface DayChartData {
  readonly startAt: number;
  readonly endAt: number;
  readonly stepMs: number;
  readonly steps: readonly (WallStep & { readonly corrected: boolean })[];
  readonly usual: readonly Usual[];
}

/** What a chart needs round its plot: marks to the left, hours below. */
export const DAY_MARGIN = { left: 52, right: 10, top: 10, bottom: 24 } as const;

/** How an axis of a metric is marked. */
export function axisUnitOf(unit: HistoryUnit): AxisUnit {
  switch (unit) {
    case 'RATIO':
      return 'ratio';
    case 'MS':
      return 'duration';
    case 'NUMBER':
      return 'number';
    case 'CONTACTS':
    case 'AGENTS':
      return 'count';
  }
}
