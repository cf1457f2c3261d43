import type { Cancel, PageClock } from '#web/clock.ts';

export interface LatestParts<Question, Found> {
  readonly clock: PageClock;
  /** A question unanswered for so long is given up. */
  readonly patienceMs: number;
  readonly ask: (question: Question) => Promise<Found>;
  /** Told of each answer that is still wanted, in the order of asking; null where it was given up. */
  readonly onAnswer: (question: Question, found: Found | null) => void;
}

/**
 * Asks for what a hand under way wishes: one question at a time, then the newest wish. Wishes in between
 * are never asked.
 */
export class Latest<Question, Found> {
  readonly #parts: LatestParts<Question, Found>;
  #wish: { readonly question: Question } | null = null;
  #asked: { readonly question: Question } | null = null;
  #cancel: Cancel = () => {};

  constructor(parts: LatestParts<Question, Found>) {
    this.#parts = parts;
  }

  /** Something is wished for that is not there yet. */
  get busy(): boolean {
    return this.#wish !== null;
  }

  want(question: Question): void {
    this.#wish = { question };
    if (this.#asked === null) this.#send(this.#wish);
  }

  /** Nothing is wished for any more; the answer under way is not told. */
  forget(): void {
    this.#wish = null;
  }

  #send(wish: { readonly question: Question }): void {
    this.#asked = wish;
    const settle = (found: Found | null): void => {
      if (this.#asked !== wish) return;
      this.#cancel();
      this.#asked = null;
      const next = this.#wish;
      if (next === null) return;
      if (next === wish) this.#wish = null;
      else this.#send(next);
      this.#parts.onAnswer(wish.question, found);
    };
    this.#cancel = this.#parts.clock.after(this.#parts.patienceMs, () => settle(null));
    void this.#parts.ask(wish.question).then(settle, () => settle(null));
  }
}
