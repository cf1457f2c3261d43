import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';

/** From `at` on the zone's clocks are `offsetMs` ahead of UTC. */
export interface OffsetSpan {
  readonly at: number;
  readonly offsetMs: number;
}

/**
 * A zone's offsets from `from` to `to`: the first entry says what holds at `from`, each other one is
 * a change of the clocks, to the second. Read from the printed offset ("GMT-03:30"), a way of its
 * own beside the product's, which reads the wall clock.
 */
export function offsetSpans(zone: string, from: number, to: number): OffsetSpan[] {
  const spans = [{ at: from, offsetMs: printedOffset(zone, from) }];
  for (let low = from; low < to; low += STRIDE_MS) {
    const high = Math.min(low + STRIDE_MS, to);
    const offsetMs = printedOffset(zone, high);
    if (offsetMs === spans.at(-1)!.offsetMs) continue;
    spans.push({ at: changeIn(zone, low, high), offsetMs });
  }
  return spans;
}

/** Whole years, both included. */
export interface Years {
  readonly from: number;
  readonly to: number;
}

/** "1985-2040"; `usual` where nothing is asked for. */
export function yearsOf(text: string | undefined, usual: Years): Years {
  const match = /^(\d{4})-(\d{4})$/.exec(text ?? '');
  return match ? { from: Number(match[1]), to: Number(match[2]) } : usual;
}

/** Clocks were never changed twice within this in the years asked for; Ramadan takes four weeks. */
const STRIDE_MS = 7 * DAY_MS;
const printers = new Map<string, Intl.DateTimeFormat>();

function changeIn(zone: string, from: number, to: number): number {
  const after = printedOffset(zone, to);
  let low = from / 1000;
  let high = to / 1000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (printedOffset(zone, middle * 1000) === after) high = middle;
    else low = middle;
  }
  return high * 1000;
}

function printedOffset(zone: string, at: number): number {
  let printer = printers.get(zone);
  if (!printer) {
    printer = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
    printers.set(zone, printer);
  }
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(printer.format(at))!;
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS + Number(seconds) * 1000;
  return sign === '-' ? -offsetMs : offsetMs;
}
