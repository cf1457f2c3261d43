import { DAY_MARGIN as MARGIN, type DayChartData } from '../day-chart.ts';
import { drawDay } from '../geometry/day.ts';
import type { AxisUnit } from '../geometry/value-axis.ts';
import {
  BODY_WIDTH,
  framed,
  group,
  type LegendEntry,
  type Picture,
  type PictureWords,
} from './frame.ts';
import { PAPER, tag, words } from './svg-text.ts';

const HEIGHT = 400;

/** How a day's chart names its parts. */
export interface DayLegend {
  readonly thisDay: string;
  readonly median: string;
  /** Null where there are too few days for one. */
  readonly band: string | null;
  readonly running: string;
  readonly now: string;
  readonly corrected: string;
}

/** A day over what is usual, as a picture. */
export function dayPicture(input: {
  readonly data: DayChartData;
  readonly now: number;
  readonly axisUnit: AxisUnit;
  readonly words: PictureWords;
  readonly legend: DayLegend;
  readonly markText: (value: number) => string;
  readonly hourText: (at: number) => string;
}): Picture {
  const { data, now, axisUnit, legend } = input;
  const width = BODY_WIDTH - MARGIN.left - MARGIN.right;
  const height = HEIGHT - MARGIN.top - MARGIN.bottom;
  const drawing = drawDay({ ...data, now, unit: axisUnit, width, height, mostTicks: 24 });
  const body = [
    ...drawing.values.map(
      ({ y, value }) =>
        tag('line', { x1: 0, x2: width, y1: y, y2: y, stroke: PAPER.line }) +
        words(input.markText(value), {
          ...{ x: -8, y: y + 4, 'text-anchor': 'end', 'font-size': 12, fill: PAPER.meta },
        }),
    ),
    tag('path', { d: drawing.band, fill: PAPER.band }),
    tag('path', {
      d: drawing.median,
      ...{ fill: 'none', stroke: PAPER.meta, 'stroke-width': 1.5, 'stroke-dasharray': '6 3' },
    }),
    drawing.nowX === null
      ? ''
      : tag('line', {
          ...{ x1: drawing.nowX, x2: drawing.nowX, y1: 0, y2: height, stroke: PAPER.label },
          ...{ 'stroke-width': 1.25, 'stroke-dasharray': '2 4' },
        }),
    tag('path', {
      d: drawing.actual,
      ...{ fill: 'none', stroke: PAPER.actual, 'stroke-width': 2.5 },
      ...{ 'stroke-linejoin': 'round', 'stroke-linecap': 'round' },
    }),
    ...drawing.dots.map(({ x, y }) => tag('circle', { cx: x, cy: y, r: 3, fill: PAPER.actual })),
    drawing.running === null
      ? ''
      : tag('circle', {
          ...{ cx: drawing.running.x, cy: drawing.running.y, r: 4 },
          ...{ fill: PAPER.ground, stroke: PAPER.actual, 'stroke-width': 2 },
        }),
    ...data.steps.flatMap(({ corrected }, place) =>
      corrected
        ? [
            tag('path', {
              transform: `translate(${(drawing.edges[place]! + drawing.edges[place + 1]!) / 2} ${height})`,
              d: 'M0 -8 4 -1H-4Z',
              fill: PAPER.warn,
            }),
          ]
        : [],
    ),
    ...drawing.hours.map(({ x, at }) =>
      words(input.hourText(at), {
        ...{ x, y: height + 18, 'text-anchor': 'middle', 'font-size': 12, fill: PAPER.meta },
      }),
    ),
  ];
  return framed({
    body: group(MARGIN.left, MARGIN.top, body.join('')),
    bodyHeight: HEIGHT,
    words: input.words,
    legend: legendOf(),
  });

  function legendOf(): readonly LegendEntry[] {
    const entries: LegendEntry[] = [
      { mark: 'line', colour: PAPER.actual, text: legend.thisDay },
      { mark: 'dashes', colour: PAPER.meta, text: legend.median },
    ];
    if (legend.band !== null) entries.push({ mark: 'band', colour: PAPER.band, text: legend.band });
    if (drawing.running !== null)
      entries.push({ mark: 'ring', colour: PAPER.actual, text: legend.running });
    if (drawing.nowX !== null)
      entries.push({ mark: 'dots', colour: PAPER.label, text: legend.now });
    if (data.steps.some(({ corrected }) => corrected))
      entries.push({ mark: 'triangle', colour: PAPER.warn, text: legend.corrected });
    return entries;
  }
}
