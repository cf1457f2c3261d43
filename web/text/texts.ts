import type { Language } from '#web/format/language.ts';
import { en } from './en.ts';
import type { Texts } from './keys.ts';
import { zh } from './zh.ts';

/** The page's sentences by language. */
export const TEXTS: Record<Language, Texts> = { en, zh };
