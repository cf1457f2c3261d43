import { HATCHINGS, type Hatching } from '../state-looks.ts';
import { FONTS, PAPER, tag, textWidth, words, wrapped } from './svg-text.ts';

/** What stands round the chart. */
export interface PictureWords {
  readonly title: string;
  /** Scope, date, what it is compared with, the definition. */
  readonly lines: readonly string[];
  /** Where it comes from, its zone and age. */
  readonly source: string;
}

/** An entry of the legend: how something is drawn, and what it is. */
export interface LegendEntry {
  readonly mark: 'line' | 'dashes' | 'dots' | 'band' | 'ring' | 'box' | 'empty' | 'triangle';
  readonly colour: string;
  readonly hatching?: Hatching;
  readonly text: string;
}

/** A finished picture and its size in px. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export const PICTURE_WIDTH = 1_120;
export const PICTURE_SIDE = 28;
/** The width that is left for the chart. */
export const BODY_WIDTH = PICTURE_WIDTH - 2 * PICTURE_SIDE;

/** Puts title, legend and source round a chart that is `BODY_WIDTH` wide. */
export function framed(input: {
  readonly body: string;
  readonly bodyHeight: number;
  readonly words: PictureWords;
  readonly legend: readonly LegendEntry[];
}): Picture {
  const parts: string[] = [];
  let y = 26;
  for (const line of wrapped(input.words.title, 24, BODY_WIDTH)) {
    y += 24;
    parts.push(words(line, { x: PICTURE_SIDE, y, 'font-size': 24, 'font-weight': 650 }));
    y += 6;
  }
  for (const line of input.words.lines.flatMap((text) => wrapped(text, 14, BODY_WIDTH))) {
    y += 20;
    parts.push(words(line, { x: PICTURE_SIDE, y, 'font-size': 14, fill: PAPER.label }));
  }
  y += 18;
  const legend = legendRows(input.legend);
  parts.push(group(PICTURE_SIDE, y, legend.svg));
  y += legend.height + 10;
  parts.push(group(PICTURE_SIDE, y, input.body));
  y += input.bodyHeight + 30;
  for (const line of wrapped(input.words.source, 12, BODY_WIDTH)) {
    parts.push(words(line, { x: PICTURE_SIDE, y, 'font-size': 12, fill: PAPER.meta }));
    y += 18;
  }
  const height = Math.ceil(y + 6);
  const svg = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: PICTURE_WIDTH,
      height,
      viewBox: `0 0 ${PICTURE_WIDTH} ${height}`,
      'font-family': FONTS,
      fill: PAPER.text,
    },
    `${tag('defs', {}, patterns())}${tag('rect', {
      width: PICTURE_WIDTH,
      height,
      fill: PAPER.ground,
    })}${parts.join('')}`,
  );
  return { svg, width: PICTURE_WIDTH, height };
}

export function group(x: number, y: number, body: string): string {
  return tag('g', { transform: `translate(${x} ${y})` }, body);
}

/** A filled box with its hatching over it. */
export function hatchedBox(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  look: { readonly colour: string; readonly hatching: Hatching },
): string {
  const fill = tag('rect', { ...box, fill: look.colour });
  return look.hatching === 'plain'
    ? fill
    : fill + tag('rect', { ...box, fill: `url(#${look.hatching})` });
}

function patterns(): string {
  const hatchings = Object.entries(HATCHINGS)
    .filter(([, path]) => path !== '')
    .map(([id, d]) =>
      pattern(id, tag('path', { d, fill: 'none', stroke: '#ffffff', 'stroke-width': 1.3 })),
    );
  const none = tag('path', {
    d: HATCHINGS.rising,
    fill: 'none',
    stroke: PAPER.line,
    'stroke-width': 1,
  });
  return `${hatchings.join('')}${pattern('none', none)}`;
}

function pattern(id: string, body: string): string {
  return tag('pattern', { id, width: 8, height: 8, patternUnits: 'userSpaceOnUse' }, body);
}

function legendRows(entries: readonly LegendEntry[]): { svg: string; height: number } {
  if (entries.length === 0) return { svg: '', height: 0 };
  let x = 0;
  let y = 0;
  const drawn = entries.map((entry) => {
    const width = 34 + textWidth(entry.text, 13) + 18;
    if (x > 0 && x + width > BODY_WIDTH) {
      x = 0;
      y += 22;
    }
    const svg = group(
      x,
      y,
      markOf(entry) + words(entry.text, { x: 34, y: 12, 'font-size': 13, fill: PAPER.label }),
    );
    x += width;
    return svg;
  });
  return { svg: drawn.join(''), height: y + 22 };
}

function markOf({ mark, colour, hatching = 'plain' }: LegendEntry): string {
  const line = { x1: 0, x2: 26, y1: 8, y2: 8, stroke: colour };
  switch (mark) {
    case 'line':
      return tag('line', { ...line, 'stroke-width': 2.5 });
    case 'dashes':
      return tag('line', { ...line, 'stroke-width': 1.5, 'stroke-dasharray': '6 3' });
    case 'dots':
      return tag('line', { ...line, 'stroke-width': 1.25, 'stroke-dasharray': '2 4' });
    case 'band':
      return tag('rect', { x: 0, y: 1, width: 26, height: 14, fill: colour });
    case 'ring':
      return tag('circle', {
        cx: 13,
        cy: 8,
        r: 4,
        fill: '#ffffff',
        stroke: colour,
        'stroke-width': 2,
      });
    case 'triangle':
      return tag('path', { d: 'M13 4 18 12H8Z', fill: colour });
    case 'box':
      return hatchedBox({ x: 0, y: 1, width: 26, height: 14 }, { colour, hatching });
    case 'empty':
      return tag('rect', {
        ...{ x: 0.5, y: 1.5, width: 25, height: 13, fill: 'url(#none)', stroke: PAPER.line },
      });
  }
}
