import type { Answer } from './answer.ts';

/**
 * The answer to the newest of many questions: a late answer to an earlier one is not taken. What is shown
 * stays until another answer is there, unless the new question is about something else.
 */
export class Latest<T> {
  phase: 'idle' | 'loading' | 'ready' | 'failed' = $state('idle');
  value: T | null = $state.raw(null);
  /** What the server said when it failed. */
  message: string = $state('');

  #asked = 0;
  #onRefused: () => void;

  /** `onRefused` is called when the server wants a sign-in. */
  constructor(onRefused: () => void) {
    this.#onRefused = onRefused;
  }

  /** Asks. `keep`: the same question once more, what is shown is still right for it. */
  async ask(
    question: () => Promise<Answer<T>>,
    options: { readonly keep: boolean },
  ): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (!options.keep) this.value = null;
    // A number that is on show is not made to blink each minute.
    if (this.value === null) this.phase = 'loading';
    const answer = await question().catch((error: unknown): Answer<T> => ({
      ok: false,
      unauthorised: false,
      message: String(error),
    }));
    if (asked !== this.#asked) return;
    if (answer.ok) {
      this.value = answer.value;
      this.phase = 'ready';
      return;
    }
    if (answer.unauthorised) this.#onRefused();
    this.message = answer.message;
    this.phase = 'failed';
  }

  /** Forgets what was asked and shown. */
  clear(): void {
    this.#asked += 1;
    this.value = null;
    this.phase = 'idle';
  }
}
