import type { Instant } from '#schema/ids.ts';

/** `10:42` in the zone, 24 hours. */
export function formatClock(at: Instant, timeZone: string): string {
  return formatter(timeZone, 'clock').format(at);
}

/** `10:42:07` in the zone. */
export function formatClockWithSeconds(at: Instant, timeZone: string): string {
  return formatter(timeZone, 'seconds').format(at);
}

/** `2026-11-21` in the zone: for a replay, whose day is not today. */
export function formatDay(at: Instant, timeZone: string): string {
  return formatter(timeZone, 'day').format(at);
}

/** The hour of the day, 0 to 23, in the zone. */
export function hourOf(at: Instant, timeZone: string): number {
  return Number(formatClock(at, timeZone).slice(0, 2));
}

type Style = 'clock' | 'seconds' | 'day';

const OPTIONS: Record<Style, Intl.DateTimeFormatOptions> = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
};

// Making a formatter costs a thousand times what using it does.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, style: Style): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`;
  let made = formatters.get(key);
  if (made === undefined) {
    // Swedish writes days as ISO 8601 does; clocks are alike.
    made = new Intl.DateTimeFormat('sv-SE', { ...OPTIONS[style], timeZone });
    formatters.set(key, made);
  }
  return made;
}
