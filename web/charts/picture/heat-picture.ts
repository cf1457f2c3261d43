import { classOf, type HeatCell, type HeatClasses } from '../geometry/heat.ts';
import { colourOf, HEAT_LIGHT } from '../heat-colours.ts';
import { BODY_WIDTH, framed, type LegendEntry, type Picture, type PictureWords } from './frame.ts';
import { PAPER, tag, words } from './svg-text.ts';

const ROW = 38;
const SIDE = 64;
const HEAD = 22;
const GAP = 2;

/** A heat-map as a picture. `classText` names a class: its bounds. */
export function heatPicture(input: {
  readonly cells: readonly (readonly HeatCell[])[];
  readonly classes: HeatClasses | null;
  readonly weekdays: readonly string[];
  readonly words: PictureWords;
  readonly emptyText: string;
  readonly classText: (place: number) => string;
  readonly timeText: (minutes: number) => string;
}): Picture {
  const { cells, classes, weekdays } = input;
  const slots = cells[0] ?? [];
  const wide = (BODY_WIDTH - SIDE) / Math.max(1, slots.length);
  const count = classes?.bounds.length ?? 0;
  const hours = slots.map(({ minutes }, slot) =>
    minutes % 120 === 0
      ? words(input.timeText(minutes), {
          ...{ x: SIDE + slot * wide, y: 14, 'font-size': 12, fill: PAPER.meta },
        })
      : '',
  );
  const rows = cells.flatMap((row, weekday) => [
    words(weekdays[weekday] ?? '', {
      ...{ x: 0, y: HEAD + weekday * ROW + ROW / 2 + 4, 'font-size': 13, fill: PAPER.label },
    }),
    ...row.map(({ value }, slot) => {
      const box = {
        ...{ x: SIDE + slot * wide, y: HEAD + weekday * ROW, rx: 2 },
        ...{ width: wide - GAP, height: ROW - GAP },
      };
      return value === null || classes === null
        ? tag('rect', { ...box, fill: 'url(#none)', stroke: PAPER.line })
        : tag('rect', { ...box, fill: colourOf(HEAT_LIGHT, classOf(value, classes), count).fill });
    }),
  ]);
  const legend: LegendEntry[] = (classes?.bounds ?? []).map((_, place) => ({
    mark: 'box',
    colour: colourOf(HEAT_LIGHT, place, count).fill,
    text: input.classText(place),
  }));
  return framed({
    body: [...hours, ...rows].join(''),
    bodyHeight: HEAD + cells.length * ROW,
    words: input.words,
    legend: [...legend, { mark: 'empty', colour: PAPER.line, text: input.emptyText }],
  });
}
