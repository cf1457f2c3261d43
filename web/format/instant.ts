import type { Instant } from '#schema/ids.ts';
import type { Language } from './language.ts';

/** `10:42` in the zone, 24 hours; `01:30 +02` in an hour that the clocks show twice. */
export function formatClock(at: Instant, timeZone: string): string {
  return formatter(timeZone, 'clock').format(at) + offsetWhereTwice(at, timeZone);
}

/** `10:42:07` in the zone; `01:30:07 +02` in an hour that the clocks show twice. */
export function formatClockWithSeconds(at: Instant, timeZone: string): string {
  return formatter(timeZone, 'seconds').format(at) + offsetWhereTwice(at, timeZone);
}

/** `2026-11-21` in the zone: for a replay, whose day is not today. */
export function formatDay(at: Instant, timeZone: string): string {
  return formatter(timeZone, 'day').format(at);
}

/** `Sat`, `周六` in the zone. */
export function formatWeekday(at: Instant, timeZone: string, language: Language): string {
  return formatter(timeZone, language === 'zh' ? 'weekdayZh' : 'weekdayEn').format(at);
}

/** The hour of the day, 0 to 23, in the zone. */
export function hourOf(at: Instant, timeZone: string): number {
  return Number(formatClock(at, timeZone).slice(0, 2));
}

/**
 * The board's zone, where the viewer's own clock shows another time just now; null where it need not
 * be said. What is printed is in the board's zone for everybody.
 */
export function zoneToSay(
  at: Instant,
  zones: { readonly board: string; readonly viewer: string },
): string | null {
  return haveOneClock(at, [zones.board, zones.viewer]) ? null : zones.board;
}

/** Whether the clocks of all these zones show the same day and time now. */
export function haveOneClock(at: Instant, zones: readonly string[]): boolean {
  const shown = new Set<string>();
  for (const zone of new Set(zones)) shown.add(`${formatDay(at, zone)} ${formatClock(at, zone)}`);
  return shown.size <= 1;
}

type Style = 'clock' | 'seconds' | 'day' | 'weekdayEn' | 'weekdayZh';

const OPTIONS: Record<Style, Intl.DateTimeFormatOptions> = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  weekdayEn: { weekday: 'short' },
  weekdayZh: { weekday: 'short' },
};
/** Swedish writes days as ISO 8601 does; clocks are alike. */
const LOCALES: Record<Style, string> = {
  clock: 'sv-SE',
  seconds: 'sv-SE',
  day: 'sv-SE',
  weekdayEn: 'en-GB',
  weekdayZh: 'zh-CN',
};

// Making a formatter costs a thousand times what using it does.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, style: Style): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`;
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(LOCALES[style], { ...OPTIONS[style], timeZone });
    formatters.set(key, made);
  }
  return made;
}

/** Clocks are put back by one hour, or by half of one. */
const REPEATS_MS = [-3_600_000, -1_800_000, 1_800_000, 3_600_000];

/** ` +02` where the same time of day comes, or came, again; else nothing. */
function offsetWhereTwice(at: Instant, timeZone: string): string {
  const { format } = formatter(timeZone, 'seconds');
  const shown = format(at);
  if (!REPEATS_MS.some((apartMs) => format(at + apartMs) === shown)) return '';
  const printed = offsetFormatter(timeZone).format(at);
  const offset = /GMT(.*)$/.exec(printed)![1]!;
  return ` ${offset === '' ? '+00' : offset.replace(':00', '')}`;
}

function offsetFormatter(timeZone: string): Intl.DateTimeFormat {
  const key = `offset ${timeZone}`;
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
    formatters.set(key, made);
  }
  return made;
}
