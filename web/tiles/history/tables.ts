import type { HeatCell } from '#web/charts/geometry/heat.ts';
import { cutSegments, type LaneSegment } from '#web/charts/geometry/lanes.ts';
import type { DayChartData } from '#web/charts/day-chart.ts';
import type { CsvCell } from '#web/format/csv.ts';
import { isoInZone, minutesText } from '#web/format/wall-time.ts';
import type { HistoryTexts } from '#web/text/history-keys.ts';
import { endOf, isOver } from './figures.ts';

/*
 * What is shown, as the rows of a table: instants with their zone, numbers as they are (ratios of 0 to 1,
 * times in milliseconds), nothing where there is none.
 */

type Heads = HistoryTexts['csvHeads'];
type Rows = readonly (readonly CsvCell[])[];

/** Of what the numbers are. */
export interface Named {
  readonly heads: Heads;
  readonly metric: string;
  /** `contacts`, `ms`, `ratio` … */
  readonly unit: string;
  readonly scope: string;
  readonly timeZone: string;
}

/** A row a step: the day's value and what is usual then. */
export function dayRows(data: DayChartData, now: number, named: Named): Rows {
  const { heads } = named;
  return [
    [
      ...[heads.metric, heads.unit, heads.scope, heads.start, heads.end, heads.value],
      ...[heads.median, heads.lower, heads.upper, heads.days, heads.over, heads.corrected],
    ],
    ...data.steps.map((step, place): CsvCell[] => {
      const usual = data.usual[place]!;
      return [
        ...[named.metric, named.unit, named.scope],
        isoInZone(step.at, named.timeZone),
        isoInZone(endOf(data.steps, place, data), named.timeZone),
        ...[step.value, usual.middle, usual.low, usual.high, usual.days],
        Number(isOver(data.steps, place, { endAt: data.endAt, now })),
        Number(step.corrected),
      ];
    }),
  ];
}

/** A row a half hour of the week. */
export function heatRows(
  cells: readonly (readonly HeatCell[])[],
  weekdays: readonly string[],
  named: Named,
): Rows {
  const { heads } = named;
  return [
    [
      ...[heads.metric, heads.unit, heads.scope, heads.weekday, heads.time],
      ...[heads.median, heads.lower, heads.upper, heads.days],
    ],
    ...cells.flatMap((row) =>
      row.map((cell): CsvCell[] => [
        ...[named.metric, named.unit, named.scope],
        weekdays[cell.weekday] ?? '',
        minutesText(cell.minutes),
        ...[cell.value, cell.low, cell.high, cell.days],
      ]),
    ),
  ];
}

/** A row a stretch of an agent's time; the end is empty where it lasts. */
export function laneRows(
  lanes: readonly {
    readonly name: string;
    readonly team: string | null;
    readonly segments: readonly LaneSegment[];
  }[],
  span: { readonly from: number; readonly to: number; readonly now: number },
  words: {
    readonly heads: Heads;
    readonly timeZone: string;
    readonly stateText: (state: string) => string;
  },
): Rows {
  const { heads, timeZone } = words;
  return [
    [
      ...[heads.agent, heads.team, heads.state, heads.reason, heads.start, heads.end],
      heads.milliseconds,
    ],
    ...lanes.flatMap(({ name, team, segments }) =>
      cutSegments(segments, span).map((segment): CsvCell[] => [
        ...[name, team, words.stateText(segment.state), segment.reason],
        isoInZone(segment.from, timeZone),
        segment.running ? null : isoInZone(segment.until, timeZone),
        segment.until - segment.from,
      ]),
    ),
  ];
}
