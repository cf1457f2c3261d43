const HOUR_MS = 3_600_000;
/** So near to each other, in px, hours can still be read. */
const APART = 30;

/** The hours to mark on lanes: every one, or every second, third … where there is little room. */
export function hourMarks(span: {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}): readonly number[] {
  const hours = Math.max(1, Math.round((span.to - span.from) / HOUR_MS));
  const every = [1, 2, 3, 4, 6, 12].find((each) => (span.width / hours) * each >= APART) ?? 12;
  const marks: number[] = [];
  for (let at = span.from; at <= span.to; at += every * HOUR_MS) marks.push(at);
  return marks;
}
