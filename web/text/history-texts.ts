import type { Language } from '#web/format/language.ts';
import { enHistory } from './en-history.ts';
import type { HistoryTexts } from './history-keys.ts';
import { zhHistory } from './zh-history.ts';

/** The history page's sentences by language; loaded with it. */
export const HISTORY_TEXTS: Record<Language, HistoryTexts> = { en: enHistory, zh: zhHistory };
