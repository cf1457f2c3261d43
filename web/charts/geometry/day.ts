import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { Usual, WallStep } from './usual.ts';
import { heightScale, valueAxis, type AxisUnit } from './value-axis.ts';

export interface DayInput {
  /** The day, `[startAt, endAt)`: 23 or 25 hours where clocks change. */
  readonly startAt: number;
  readonly endAt: number;
  readonly stepMs: number;
  readonly steps: readonly WallStep[];
  /** As many as `steps`. */
  readonly usual: readonly Usual[];
  /** The floor's clock. */
  readonly now: number;
  readonly unit: AxisUnit;
  readonly width: number;
  readonly height: number;
  /** Narrow charts have fewer hours marked. */
  readonly mostTicks: number;
}

/** A day over what is usual, in the units of the box. */
export interface DayDrawing {
  /** The day itself; broken where there is no value. Only steps that are over. */
  readonly actual: string;
  /** Steps with a value and none beside them, which no line would show. */
  readonly dots: readonly Point[];
  /** The step that runs, as far as it has come; null outside of the day or without a value. */
  readonly running: Point | null;
  readonly median: string;
  readonly band: string;
  /** Where now is; null outside of the day. */
  readonly nowX: number | null;
  readonly hours: readonly { readonly x: number; readonly at: number }[];
  readonly values: readonly { readonly y: number; readonly value: number }[];
  /** The left edge of each step, and the end of the last: what a pointer is over. */
  readonly edges: readonly number[];
  /** Where the value of each step is drawn; null without one. */
  readonly points: readonly (Point | null)[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const HOUR_MS = 3_600_000;

/** One point a step, at its middle. Instants lie evenly: an hour shown twice is drawn twice. */
export function drawDay(input: DayInput): DayDrawing {
  const { startAt, endAt, stepMs, steps, usual, now, width, height } = input;
  const x = scaleLinear([startAt, endAt], [0, width]);
  const axis = valueAxis(
    [
      ...steps.map((step) => step.value),
      ...usual.flatMap(({ high, middle }) => [high, middle]),
    ].filter((value) => value !== null),
    input.unit,
    height < 160 ? 3 : 5,
  );
  const y = heightScale(axis, height);
  const ends = steps.map(
    (step, place) => steps[place + 1]?.at ?? Math.min(endAt, step.at + stepMs),
  );
  const middle = (place: number): number => round(x((steps[place]!.at + ends[place]!) / 2));
  const points = steps.map(({ value }, place) =>
    value === null ? null : { x: middle(place), y: round(y(value)) },
  );
  const over = points.map((point, place) => (ends[place]! <= now ? point : null));
  const runs = steps.findIndex((step, place) => step.at <= now && now < ends[place]!);
  const shown = usual.map((one, place) => ({
    ...one,
    x: place < steps.length ? middle(place) : 0,
  }));

  return {
    actual:
      line<Point | null>(
        (point) => point!.x,
        (point) => point!.y,
      ).defined((point) => point !== null)(over) ?? '',
    dots: over.flatMap((point, place) =>
      point !== null && (over[place - 1] ?? null) === null && (over[place + 1] ?? null) === null
        ? [point]
        : [],
    ),
    running: runs < 0 ? null : (points[runs] ?? null),
    median:
      line<(typeof shown)[number]>(
        (one) => one.x,
        (one) => round(y(one.middle!)),
      ).defined((one) => one.middle !== null)(shown) ?? '',
    band:
      area<(typeof shown)[number]>(
        (one) => one.x,
        (one) => round(y(one.low!)),
        (one) => round(y(one.high!)),
      ).defined((one) => one.low !== null)(shown) ?? '',
    nowX: now >= startAt && now < endAt ? round(x(now)) : null,
    hours: hourMarks(input).map((at) => ({ x: round(x(at)), at })),
    values: axis.ticks.map((value) => ({ y: round(y(value)), value })),
    edges: [
      ...steps.map((step) => round(x(step.at))),
      ...(ends.length > 0 ? [round(x(ends.at(-1)!))] : []),
    ],
    points,
  };
}

/** The step at a place of the chart; null where there is none. */
export function stepAt(drawing: Pick<DayDrawing, 'edges'>, x: number): number | null {
  const { edges } = drawing;
  const place = edges.findLastIndex((edge) => edge <= x);
  return place < 0 || place >= edges.length - 1 ? null : place;
}

/** Whole hours of the wall clock that fall on steps, evenly counted from the day's start. */
function hourMarks({ startAt, endAt, steps, mostTicks }: DayInput): number[] {
  const every = [1, 2, 3, 4, 6, 12].find((hours) => 24 / hours <= mostTicks) ?? 12;
  const whole = steps.filter(({ minutes, again }) => minutes % (every * 60) === 0 && !again);
  if (whole.length > 1) return whole.map(({ at }) => at);
  const marks: number[] = [];
  for (let at = startAt; at < endAt; at += every * HOUR_MS) marks.push(at);
  return marks;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
