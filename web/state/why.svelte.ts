import type { Instant } from '#schema/ids.ts';
import type { Answer } from './answer.ts';
import {
  PARTS,
  type Audit,
  type ContactBehind,
  type ContactPage,
  type MetricFacts,
  type Part,
  type WhyAnswer,
  type WhyQuestion,
} from './why-model.ts';

/** How many contacts are asked for, as of when. */
export interface WhyAsked {
  readonly first: number;
  /** Null: now. */
  readonly at: Instant | null;
}

/** The questions behind a number; the feed answers them. */
export interface WhyApi {
  /** A number and the first contacts of each of its lists, all of one moment. */
  why(question: WhyQuestion, asked: WhyAsked): Promise<Answer<WhyAnswer>>;
  /** More of one list. */
  contacts(
    question: WhyQuestion,
    asked: WhyAsked & { readonly part: Part; readonly after: string | null },
  ): Promise<Answer<ContactPage>>;
  audit(): Promise<Answer<Audit>>;
  /** Every metric, the site's own last. */
  registry(): Promise<Answer<readonly MetricFacts[]>>;
}

/** One list as far as it is loaded. */
export interface LoadedList {
  readonly contacts: readonly ContactBehind[];
  /** Null where all is loaded. */
  readonly next: string | null;
}

/** How many contacts a list grows by. */
export const PAGE = 50;
/** The most that one question may ask for. */
const MOST_AT_ONCE = 500;

/**
 * The number that is open, and what is behind it: a snapshot of one moment. A list is that of the number
 * above it: where the floor has moved on while a list was read, both are asked anew; where the list is too
 * long for that, `drift` says so.
 */
export class Why {
  /** Null: none is open. */
  question: WhyQuestion | null = $state.raw(null);
  phase: 'loading' | 'ready' | 'failed' = $state('loading');
  answer: WhyAnswer | null = $state.raw(null);
  lists: Readonly<Record<Part, LoadedList>> = $state.raw(NO_LISTS);
  part: Part = $state('numerator');
  /** A list is being asked for more. */
  growing: boolean = $state(false);
  /** What a list counted before and after it was asked anew in the middle of reading; else null. */
  moved: { readonly from: number; readonly to: number } | null = $state.raw(null);

  /**
   * A list that is too long to be asked anew in one question and so is of more than one moment, with what it
   * counts by now; else null.
   */
  drift: { readonly part: Part; readonly now: number } | null = $state.raw(null);

  #api: WhyApi;
  #standStill: () => Instant | null;
  /** The past moment that the answer is of, or null. */
  #at: Instant | null = null;
  /** Counts the questions, so that a late answer to an earlier one is not taken. */
  #asked = 0;

  /** `standStill` halts a past that plays, and says which past moment is on show; null: the present. */
  constructor(api: WhyApi, standStill: () => Instant | null = () => null) {
    this.#api = api;
    this.#standStill = standStill;
  }

  /** Opens a number, or shows another way to look at it. The same question again asks anew. */
  open(question: WhyQuestion): void {
    const other = this.question === null || this.question.metric !== question.metric;
    if (other) this.part = 'numerator';
    this.question = question;
    if (other) this.answer = null;
    void this.refresh();
  }

  close(): void {
    this.#asked += 1;
    this.question = null;
    this.answer = null;
    this.lists = NO_LISTS;
  }

  /** The board shows another moment: an open number is asked of that one. */
  moveTo(moment: Instant | null): void {
    if (this.question !== null && moment !== this.#at) void this.refresh();
  }

  /** Asks again, for the moment that is now. What is shown stays until the answer is there. */
  async refresh(): Promise<void> {
    this.moved = null;
    await this.#ask(PAGE);
  }

  /** The next contacts of the list on show. */
  async more(): Promise<void> {
    const { question, part, answer } = this;
    const list = this.lists[part];
    if (question === null || answer === null || list.next === null || this.growing) return;
    const asked = this.#asked;
    this.growing = true;
    const page = await this.#api.contacts(question, {
      part,
      first: PAGE,
      after: list.next,
      at: this.#at,
    });
    this.growing = false;
    if (asked !== this.#asked) return;
    if (!page.ok) {
      this.phase = 'failed';
      return;
    }
    const counted = answer.lists[part].totalCount;
    const wanted = list.contacts.length + PAGE;
    const same = page.value.totalCount === counted;
    if (same || wanted > MOST_AT_ONCE) {
      if (!same) this.drift = { part, now: page.value.totalCount };
      this.lists = {
        ...this.lists,
        [part]: {
          contacts: [...list.contacts, ...page.value.contacts],
          next: page.value.next,
        },
      };
      if (this.drift !== null && page.value.next === null) await this.#catchUp(part, counted);
      return;
    }
    await this.#ask(wanted);
    const now = this.answer?.lists[part].totalCount ?? counted;
    this.moved = now === counted ? null : { from: counted, to: now };
  }

  /** A list read to its end over some moments: asks for the number of now, and takes it where the list has its length. */
  async #catchUp(part: Part, counted: number): Promise<void> {
    const { question } = this;
    if (question === null) return;
    const asked = this.#asked;
    const answer = await this.#api.why(question, { first: PAGE, at: this.#at });
    if (asked !== this.#asked || !answer.ok) return;
    const now = answer.value.lists[part].totalCount;
    if (now !== this.lists[part].contacts.length) return;
    this.answer = answer.value;
    this.lists = { ...listsOf(answer.value), [part]: this.lists[part] };
    this.drift = null;
    this.moved = { from: counted, to: now };
  }

  async #ask(first: number): Promise<void> {
    const { question } = this;
    if (question === null) return;
    this.#asked += 1;
    const asked = this.#asked;
    this.phase = 'loading';
    this.drift = null;
    this.#at = this.#standStill();
    const answer = await this.#api.why(question, { first, at: this.#at });
    if (asked !== this.#asked) return;
    if (!answer.ok) {
      this.phase = 'failed';
      return;
    }
    this.answer = answer.value;
    this.lists = listsOf(answer.value);
    this.phase = 'ready';
  }
}

const NOTHING: LoadedList = { contacts: [], next: null };
const NO_LISTS: Readonly<Record<Part, LoadedList>> = {
  numerator: NOTHING,
  denominator: NOTHING,
  excluded: NOTHING,
};

function listsOf(answer: WhyAnswer): Readonly<Record<Part, LoadedList>> {
  const lists = { ...NO_LISTS };
  for (const part of PARTS) {
    const { contacts, next } = answer.lists[part];
    lists[part] = { contacts, next };
  }
  return lists;
}
