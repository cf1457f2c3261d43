import { drawLane, type LaneSegment } from '../geometry/lanes.ts';
import { hourMarks } from '../lane-hours.ts';
import { lookOf, STATE_ORDER } from '../state-looks.ts';
import { BODY_WIDTH, framed, hatchedBox, type Picture, type PictureWords } from './frame.ts';
import { PAPER, tag, textWidth, words, wrapped } from './svg-text.ts';

const ROW = 34;
const NAME = 160;
const HEAD = 22;

/** Agents' days as a picture, a lane each. */
export function lanesPicture(input: {
  readonly lanes: readonly { readonly name: string; readonly segments: readonly LaneSegment[] }[];
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly words: PictureWords;
  readonly stateText: (segment: { state: string; reason: string | null }) => string;
  readonly hourText: (at: number) => string;
}): Picture {
  const { lanes, from, to, now } = input;
  const width = BODY_WIDTH - NAME - 16;
  const span = { from, to, width };
  const height = HEAD + lanes.length * ROW;
  const xOf = (at: number): number => NAME + ((at - from) / Math.max(1, to - from)) * width;
  const marks = hourMarks(span).flatMap((at) => [
    tag('line', { x1: xOf(at), x2: xOf(at), y1: HEAD, y2: height, stroke: PAPER.line }),
    words(input.hourText(at), {
      ...{ x: xOf(at), y: 14, 'text-anchor': 'middle', 'font-size': 12, fill: PAPER.meta },
    }),
  ]);
  const rows = lanes.flatMap(({ name, segments }, row) => {
    const y = HEAD + row * ROW + 4;
    const boxes = drawLane(segments, { span, now, least: 1.5 }).filter(
      ({ state }) => state !== 'SIGNED_OUT',
    );
    return [
      words(wrapped(name, 14, NAME - 12)[0] ?? '', { x: 0, y: y + 18, 'font-size': 14 }),
      ...boxes.map((box) => {
        const look = lookOf(box.state);
        const text = input.stateText(box);
        const x = NAME + box.x;
        return (
          hatchedBox(
            { x, y, width: box.width, height: ROW - 8 },
            { colour: look.paper, hatching: look.hatching },
          ) +
          (textWidth(text, 12) + 8 > box.width
            ? ''
            : words(text, {
                ...{ x: x + box.width / 2, y: y + 17, 'text-anchor': 'middle', 'font-size': 12 },
                ...{ fill: look.ink, stroke: look.paper, 'stroke-width': 3 },
                'paint-order': 'stroke',
              }))
        );
      }),
    ];
  });
  const seen = new Set(lanes.flatMap(({ segments }) => segments.map(({ state }) => state)));
  return framed({
    body: [...marks, ...rows].join(''),
    bodyHeight: height,
    words: input.words,
    legend: STATE_ORDER.filter((state) => seen.has(state)).map((state) => ({
      mark: 'box',
      colour: lookOf(state).paper,
      hatching: lookOf(state).hatching,
      text: input.stateText({ state, reason: null }),
    })),
  });
}
