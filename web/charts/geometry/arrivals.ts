import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';

/** What is drawn of a day's arrivals, in the units of the box. */
export interface ArrivalsDrawing {
  /** The line of what came; empty where nothing did. */
  readonly actual: string;
  /** The line of what was expected, and the band round it; null where there is no history. */
  readonly expected: { readonly line: string; readonly band: string } | null;
  /** Where the day stands now, 0 … width; null outside of it. */
  readonly nowX: number | null;
  /** The newest point of the actual line; null where there is none. */
  readonly tip: { readonly x: number; readonly y: number } | null;
  readonly ticks: readonly { readonly x: number; readonly at: number }[];
  readonly baselineY: number;
}

export interface ArrivalsInput {
  readonly startAt: number;
  readonly lengthMs: number;
  readonly offered: readonly number[];
  readonly expected: readonly number[] | null;
  readonly now: number;
  readonly width: number;
  readonly height: number;
  /** How far apart the labelled hours are. */
  readonly tickEveryMs: number;
}

/**
 * One point an interval, at its middle, but never to the right of now. The interval that runs is drawn at
 * its share of the time gone, so that half an interval does not look like a fall; before a tenth of it is
 * over it is not drawn.
 * The band is two standard deviations of a Poisson count.
 */
export function drawArrivals(input: ArrivalsInput): ArrivalsDrawing {
  const { startAt, lengthMs, expected, now, width, height } = input;
  const shown = spanOf(input);
  const x = scaleLinear(
    [startAt + shown.from * lengthMs, startAt + shown.to * lengthMs],
    [0, width],
  );
  const points = actualPoints(input).filter((point) => point.index >= shown.from);
  const tops = [
    ...points.map((point) => point.value),
    ...(expected ?? []).slice(shown.from, shown.to).map((value) => value + 2 * Math.sqrt(value)),
  ];
  const y = scaleLinear([0, Math.max(4, max(tops) ?? 0) * 1.06], [height, 0]);
  const middle = (index: number): number => x(startAt + (index + 0.5) * lengthMs);

  const nowX = x(now);
  const usual = line<Point>(
    (point) => round(middle(point.index)),
    (point) => round(y(point.value)),
  );
  const came = line<Point>(
    (point) => round(Math.min(middle(point.index), nowX)),
    (point) => round(y(point.value)),
  );
  const tip = points.at(-1);
  return {
    actual: came(points) ?? '',
    expected: expected === null ? null : drawExpected(),
    nowX: nowX >= 0 && nowX <= width ? nowX : null,
    tip: tip === undefined ? null : { x: Math.min(middle(tip.index), nowX), y: y(tip.value) },
    ticks: tickInstants(input, shown).map((at) => ({ x: x(at), at })),
    baselineY: height,
  };

  function drawExpected(): { line: string; band: string } {
    const known = (expected ?? [])
      .map((value, index) => ({ index, value }))
      .slice(shown.from, shown.to);
    return {
      line: usual(known) ?? '',
      band:
        area<Point>(
          (point) => round(middle(point.index)),
          (point) => round(y(Math.max(0, point.value - 2 * Math.sqrt(point.value)))),
          (point) => round(y(point.value + 2 * Math.sqrt(point.value))),
        )(known) ?? '',
    };
  }

  function actualPoints(day: ArrivalsInput): Point[] {
    return day.offered.flatMap((value, index) => {
      const gone = (now - (startAt + index * lengthMs)) / lengthMs;
      if (gone >= 1) return [{ index, value }];
      return gone < 0.1 ? [] : [{ index, value: value / gone }];
    });
  }
}

/** What the history expected by now: whole intervals, and the share of the one that runs. */
export function expectedByNow(day: {
  readonly startAt: number;
  readonly lengthMs: number;
  readonly expected: readonly number[] | null;
  readonly now: number;
}): number | null {
  if (day.expected === null) return null;
  return day.expected.reduce((sum, value, index) => {
    const gone = (day.now - (day.startAt + index * day.lengthMs)) / day.lengthMs;
    return sum + value * Math.min(1, Math.max(0, gone));
  }, 0);
}

interface Point {
  readonly index: number;
  readonly value: number;
}

/** The part of the day worth drawing: from the first arrival seen or expected to the last. */
function spanOf(input: ArrivalsInput): { from: number; to: number } {
  const { offered, expected, lengthMs } = input;
  const day = Math.max(offered.length, expected?.length ?? 0, Math.round(86_400_000 / lengthMs));
  const busy = (index: number): boolean =>
    (offered[index] ?? 0) > 0 || (expected?.[index] ?? 0) >= 0.5;
  const indices = Array.from({ length: day }, (_, index) => index).filter(busy);
  const first = Math.max(0, (indices[0] ?? 0) - 1);
  // Without a forecast the line gets room to grow, but not a whole empty day.
  const ahead = expected === null ? 8 : 1;
  const last = Math.min(day, Math.max(indices.at(-1) ?? 0, offered.length - 1) + 1 + ahead);
  return { from: Math.min(first, Math.max(0, last - 12)), to: Math.max(last, Math.min(day, 12)) };
}

function tickInstants(input: ArrivalsInput, shown: { from: number; to: number }): number[] {
  const { startAt, lengthMs, tickEveryMs } = input;
  const from = startAt + shown.from * lengthMs;
  const to = startAt + shown.to * lengthMs;
  // The outermost labels are moved inwards: nearer than a quarter of the box they would lie on others.
  const least = tickEveryMs * Math.max(1, Math.ceil((to - from) / (tickEveryMs * 4)));
  const ticks: number[] = [];
  for (let at = startAt; at <= to; at += least) if (at >= from) ticks.push(at);
  return ticks;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
