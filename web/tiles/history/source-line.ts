import { formatClockWithSeconds, formatDay } from '#web/format/instant.ts';
import type { FloorMode } from '#web/state/model.ts';
import type { Reading } from '#web/state/reading.svelte.ts';
import { lineOf } from './words.ts';

/** What stands below a picture: who made it, in whose zone, of when. */
export function sourceLine(
  { timeZone, at }: { readonly timeZone: string; readonly at: number },
  reading: Reading,
): string {
  const said = `${formatDay(at, timeZone)} ${formatClockWithSeconds(at, timeZone)}`;
  return lineOf(reading, (t) => t.source(timeZone, said));
}

/** That these are not real numbers of now, where they are not. */
export function modeWords(mode: FloorMode, reading: Reading): readonly string[] {
  if (mode === 'LIVE') return [];
  return [lineOf(reading, (t) => (mode === 'DEMO' ? t.demoNumbers : t.replayNumbers))];
}
