import type { Language } from '#web/format/language.ts';
import { dayText, weekdayOf } from '#web/format/wall-time.ts';
import type { Reading } from '#web/state/reading.svelte.ts';
import type { HistoryTexts } from '#web/text/history-keys.ts';
import { HISTORY_TEXTS } from '#web/text/history-texts.ts';

/** Picks one sentence out of a language's texts of the history page. */
export type HistorySay = (texts: HistoryTexts, language: Language) => string;

/** A sentence of the history page as one line, for attributes, options and pictures. */
export function lineOf(reading: Reading, say: HistorySay): string {
  const said = reading.languages.map((language) => say(HISTORY_TEXTS[language], language));
  // What is alike in both is said once.
  return [...new Set(said)].join(' · ');
}

/** The same in the first language only, where both would say every number twice. */
export function firstOf(reading: Reading, say: HistorySay): string {
  const language = reading.languages[0] ?? 'en';
  return say(HISTORY_TEXTS[language], language);
}

/** `Sunday 2026-11-22`, `2026-11-22 星期日`. */
export function dayWords(dayNumber: number, texts: HistoryTexts, language: Language): string {
  const weekday = texts.weekdays[weekdayOf(dayNumber)]!;
  const day = dayText(dayNumber);
  return language === 'zh' ? `${day} ${weekday}` : `${weekday} ${day}`;
}

/** The heads of a table that is handed on: in one language, so that a column has one name. */
export function headsIn(reading: Reading): HistoryTexts['csvHeads'] {
  return HISTORY_TEXTS[reading.languages[0] ?? 'en'].csvHeads;
}
