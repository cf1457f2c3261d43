import { AlertKind, type Alert } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import { localTime } from '#schema/time/business-day.ts';
import { unreachable } from '#server/kit/unreachable.ts';

export interface AlertTextOptions {
  readonly queueName: string;
  readonly locale: 'en' | 'zh';
  /** IANA; of the times in the text. */
  readonly timeZone: string;
  /** The floor's own: where the text's is another one, it is named. */
  readonly floorTimeZone?: string;
}

/** The alert in one sentence for people: what, how much against what, since when (and until when it lasted). */
export function alertText(alert: Alert, options: AlertTextOptions): string {
  const { queueName, locale, timeZone, floorTimeZone = timeZone } = options;
  const since = clockTime(alert.since, timeZone);
  const until = alert.resolvedAt === null ? null : clockTime(alert.resolvedAt, timeZone);
  const elsewhere = clockTime(alert.since, floorTimeZone) !== since;
  if (locale === 'zh') {
    const when = until === null ? `自 ${since}` : `${since} 至 ${until}`;
    return `${queueName}：${inChinese(alert)}，${when}${elsewhere ? `（${timeZone}）` : ''}`;
  }
  const when = until === null ? `since ${since}` : `${since} to ${until}`;
  return `${queueName}: ${inEnglish(alert)}, ${when}${elsewhere ? ` (${timeZone})` : ''}`;
}

function inEnglish(alert: Alert): string {
  const { kind, threshold } = alert;
  const value = told(alert);
  switch (kind) {
    case AlertKind.surge:
      return `contact surge, ${isEbbing(alert) ? 'now back to the expected' : `${decimal(value)} times the expected`}${rates(alert, (seen, expected) => ` (${seen} a minute, ${expected} expected)`)}`;
    case AlertKind.waiting:
      return `${value} waiting (limit ${decimal(threshold, 0)})`;
    case AlertKind.longestWaiting:
      return `longest waiting ${duration(value, 'en')} (limit ${duration(threshold, 'en')})`;
    case AlertKind.serviceLevel:
      return `service level ${percent(value)} in 30 minutes (limit ${percent(threshold)})`;
    case AlertKind.audit:
      return `the shown numbers do not equal the log: ${value} ${value === 1 ? 'difference' : 'differences'}`;
    default:
      return unreachable(kind);
  }
}

function inChinese(alert: Alert): string {
  const { kind, threshold } = alert;
  const value = told(alert);
  switch (kind) {
    case AlertKind.surge:
      return `来话激增${isEbbing(alert) ? '，现已回落' : ` ${decimal(value)} 倍`}${rates(alert, (seen, expected) => `（每分钟 ${seen}，预计 ${expected}）`)}`;
    case AlertKind.waiting:
      return `排队数 ${value}（上限 ${decimal(threshold, 0)}）`;
    case AlertKind.longestWaiting:
      return `最长等待 ${duration(value, 'zh')}（上限 ${duration(threshold, 'zh')}）`;
    case AlertKind.serviceLevel:
      return `近 30 分钟服务水平 ${percent(value)}（下限 ${percent(threshold)}）`;
    case AlertKind.audit:
      return `显示的数字与日志不符：${value} 处差异`;
    default:
      return unreachable(kind);
  }
}

/** Now while it is open; the worst of it afterwards. */
function told(alert: Alert): number {
  return alert.resolvedAt === null ? alert.value : alert.worst;
}

/** It stands, but what comes is no more than expected: it is about to be called over. */
function isEbbing(alert: Alert): boolean {
  return alert.resolvedAt === null && alert.value < 1.05;
}

/** The rates behind a surge's ratio; they are those of now, so a resolved alert goes without. */
function rates(alert: Alert, say: (seen: string, expected: string) => string): string {
  const { seenPerMinute, expectedPerMinute, resolvedAt } = alert;
  if (resolvedAt !== null || seenPerMinute === null || expectedPerMinute === null) return '';
  return say(decimal(seenPerMinute), decimal(expectedPerMinute));
}

/** One decimal; one significant digit below 0.1, so that little is not told as nothing. */
function decimal(value: number, digits = 1): string {
  return digits === 1 && value > 0 && value < 0.095 ? value.toPrecision(1) : value.toFixed(digits);
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

/** m:ss, and from an hour on hours and minutes: as the wall writes it. */
function duration(ms: number, locale: 'en' | 'zh'): string {
  const seconds = Math.floor((ms % MINUTE_MS) / SECOND_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const hours = Math.floor(ms / HOUR_MS);
  if (hours === 0) return `${minutes}:${twoDigits(seconds)}`;
  return `${hours} ${locale === 'zh' ? '小时' : 'h'} ${twoDigits(minutes)}`;
}

function clockTime(at: Instant, timeZone: string): string {
  const { minutes } = localTime(at, timeZone);
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
