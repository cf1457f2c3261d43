import {
  languagesOf,
  LANGUAGE_TAGS,
  type Language,
  type LanguageChoice,
} from '#web/format/language.ts';
import { TEXTS } from '#web/text/texts.ts';
import type { Texts } from '#web/text/keys.ts';

/** Picks one sentence out of a language's texts. */
export type Say = (texts: Texts) => string;

/** What the person reads: one language, or both side by side. */
export class Reading {
  choice: LanguageChoice = $state('en');
  readonly languages: readonly Language[] = $derived(languagesOf(this.choice));
  /** The `lang` of the document. */
  readonly tag = $derived(LANGUAGE_TAGS[this.languages[0] ?? 'en']);

  constructor(choice: LanguageChoice) {
    this.choice = choice;
  }

  /** A sentence in each language of the choice. */
  each(say: Say): readonly { readonly language: Language; readonly text: string }[] {
    return this.languages.map((language) => ({ language, text: say(TEXTS[language]) }));
  }

  /** The same as one line, for attributes. */
  line(say: Say): string {
    return this.each(say)
      .map((part) => part.text)
      .join(' · ');
  }
}
