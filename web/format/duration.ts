import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { LanguageChoice } from './language.ts';

/**
 * `m:ss` under an hour, then `1 h 05` (`1 小时 05` on a Chinese page). Part seconds are cut, so that a
 * running time never shows a second that is not over. Negative durations read as zero.
 */
export function formatDuration(durationMs: number, choice: LanguageChoice): string {
  const whole = Math.max(0, durationMs);
  if (whole < HOUR_MS) {
    const minutes = Math.floor(whole / MINUTE_MS);
    return `${minutes}:${twoDigits(Math.floor((whole % MINUTE_MS) / SECOND_MS))}`;
  }
  const hours = Math.floor(whole / HOUR_MS);
  const minutes = twoDigits(Math.floor((whole % HOUR_MS) / MINUTE_MS));
  return choice === 'zh' ? `${hours} 小时 ${minutes}` : `${hours} h ${minutes}`;
}

/** The age of data: `0.4 s` up to ten seconds, `76 s` up to ten minutes, `25 min` after. */
export function formatAge(ageMs: number): string {
  const age = Math.max(0, ageMs);
  if (age < 10 * SECOND_MS) return `${(Math.floor(age / 100) / 10).toFixed(1)} s`;
  if (age < 10 * MINUTE_MS) return `${Math.floor(age / SECOND_MS)} s`;
  if (age < 10 * HOUR_MS) return `${Math.floor(age / MINUTE_MS)} min`;
  return `${Math.floor(age / HOUR_MS)} h`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
