/** A stretch of an agent's time in one state. */
export interface LaneSegment {
  readonly state: string;
  readonly reason: string | null;
  readonly from: number;
  /** Null while it lasts. */
  readonly until: number | null;
}

/** A stretch as a box on its lane. */
export interface LaneBox {
  readonly state: string;
  readonly reason: string | null;
  readonly from: number;
  readonly until: number;
  /** It lasts: `until` is now. */
  readonly running: boolean;
  readonly x: number;
  readonly width: number;
}

/** The time that lanes show, `[from, to)`, over a width. */
export interface LaneSpan {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/**
 * Boxes in the order of time, cut at the span's edges. What would be narrower than `least` is as wide,
 * so that a short state is not lost, but never lies over its neighbour's start.
 */
export function drawLane(
  segments: readonly LaneSegment[],
  options: { readonly span: LaneSpan; readonly now: number; readonly least: number },
): readonly LaneBox[] {
  const { span, now, least } = options;
  const scale = span.width / Math.max(1, span.to - span.from);
  const boxes = cutSegments(segments, { ...span, now });
  return boxes.map((box, place) => {
    const x = (box.from - span.from) * scale;
    const exact = (box.until - box.from) * scale;
    const next = boxes[place + 1];
    const room = next === undefined ? span.width - x : (next.from - span.from) * scale - x;
    return { ...box, x, width: Math.min(Math.max(exact, least), Math.max(exact, room)) };
  });
}

/** Milliseconds in each state within `[from, to)`, and in each reason of it, most first. */
export function stateTotals(
  segments: readonly LaneSegment[],
  span: { readonly from: number; readonly to: number; readonly now: number },
): readonly { readonly state: string; readonly reason: string | null; readonly ms: number }[] {
  const totals = new Map<string, { state: string; reason: string | null; ms: number }>();
  for (const { state, reason, from, until } of cutSegments(segments, span)) {
    const key = `${state}\n${reason ?? ''}`;
    const total = totals.get(key) ?? { state, reason, ms: 0 };
    total.ms += until - from;
    totals.set(key, total);
  }
  return [...totals.values()].toSorted((one, other) => other.ms - one.ms);
}

/** From the first to the last stretch of all lanes, in whole hours; null where nobody was there. */
export function lanesSpan(
  lanes: readonly (readonly LaneSegment[])[],
  day: { readonly from: number; readonly to: number; readonly now: number },
): { readonly from: number; readonly to: number } | null {
  const cut = lanes.flatMap((segments) => cutSegments(segments, day));
  if (cut.length === 0) return null;
  const first = cut.reduce((least, { from }) => Math.min(least, from), Infinity);
  const last = cut.reduce((most, { until }) => Math.max(most, until), -Infinity);
  const hour = 3_600_000;
  return {
    from: Math.max(day.from, day.from + Math.floor((first - day.from) / hour) * hour),
    to: Math.min(day.to, day.from + Math.ceil((last - day.from) / hour) * hour),
  };
}

/** The stretches inside of the span; one that lasts goes up to now. */
export function cutSegments(
  segments: readonly LaneSegment[],
  span: { readonly from: number; readonly to: number; readonly now: number },
): readonly Omit<LaneBox, 'x' | 'width'>[] {
  return segments.flatMap(({ state, reason, from, until }) => {
    const starts = Math.max(from, span.from);
    const ends = Math.min(until ?? span.now, span.to);
    if (ends <= starts) return [];
    return [
      { state, reason, from: starts, until: ends, running: until === null && ends >= span.now },
    ];
  });
}
