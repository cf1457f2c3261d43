/** What a text is written in. */
export const Language = { en: 'en', zh: 'zh' } as const;
export type Language = (typeof Language)[keyof typeof Language];

/** What a person chose to read: one language, or both side by side. */
export const LanguageChoice = { en: 'en', zh: 'zh', both: 'both' } as const;
export type LanguageChoice = (typeof LanguageChoice)[keyof typeof LanguageChoice];

/** The value of a `lang` attribute. */
export const LANGUAGE_TAGS: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

/** The choices in the order they are offered. */
export const LANGUAGE_CHOICES: readonly LanguageChoice[] = ['zh', 'en', 'both'];

/** A choice as whoever reads it calls it. */
export const LANGUAGE_NAMES: Record<LanguageChoice, string> = {
  zh: '中文',
  en: 'English',
  both: '中/EN',
};

/** The languages of a choice in the order they are shown. */
export function languagesOf(choice: LanguageChoice): readonly Language[] {
  return choice === LanguageChoice.both ? [Language.zh, Language.en] : [choice];
}

/** What is asked for by `?lang=`, by an earlier visit, by the browser; the first that is known wins. */
export function chooseLanguage(wishes: {
  fromUrl: string | null;
  remembered: string | null;
  browser: string;
  /** A wall shows both unless told otherwise. */
  wall: boolean;
}): LanguageChoice {
  const told = known(wishes.fromUrl) ?? known(wishes.remembered);
  if (told !== null) return told;
  if (wishes.wall) return LanguageChoice.both;
  return wishes.browser.toLowerCase().startsWith('zh') ? LanguageChoice.zh : LanguageChoice.en;
}

/** One run of a text in one script, so that each can carry its own `lang`. */
export interface Run {
  readonly text: string;
  readonly language: Language;
}

/** Splits a name like `退款 Refunds` where the script changes. Joining the runs gives the name back. */
export function runsOf(name: string): readonly Run[] {
  const runs: Run[] = [];
  for (const piece of name.match(HAN_OR_NOT) ?? []) {
    runs.push({ text: piece, language: HAN.test(piece) ? Language.zh : Language.en });
  }
  return runs;
}

const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
const HAN_OR_NOT =
  /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]+|[^\p{Script=Han}\u3000-\u303f\uff00-\uffef]+/gu;

function known(wish: string | null): LanguageChoice | null {
  return wish !== null && Object.hasOwn(LanguageChoice, wish) ? (wish as LanguageChoice) : null;
}
