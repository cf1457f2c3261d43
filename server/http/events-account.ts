/** What became of the events of one request; `index` is the place in what was sent. */
export interface AcceptReport {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedItem[];
}

export interface RefusedItem {
  readonly index: number;
  /** The event's own id, where it could be read. */
  readonly id: string | null;
  readonly reason: string;
}

/** The body of the answer. */
export interface EventsAnswer extends AcceptReport {
  /** Refused beyond those that are listed; absent where all are. */
  readonly furtherRefused?: number;
}

/** So many refusals are listed; a body without end is not answered by one. */
export const MOST_LISTED = 10_000;

/** Adds up what became of a request's events, group by group. */
export class EventsAccount {
  #accepted = 0;
  #duplicates = 0;
  readonly #refused: RefusedItem[] = [];
  #further = 0;

  /** `placeOf` says where in the request an event of the report stood. */
  add(report: AcceptReport, placeOf: (index: number) => number): void {
    this.#accepted += report.accepted;
    this.#duplicates += report.duplicates;
    for (const { index, id, reason } of report.refused)
      this.refuse({ index: placeOf(index), id, reason });
  }

  refuse(item: RefusedItem): void {
    if (this.#refused.length < MOST_LISTED) this.#refused.push(item);
    else this.#further += 1;
  }

  answer(): EventsAnswer {
    return {
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      refused: this.#refused.toSorted((a, b) => a.index - b.index),
      ...(this.#further > 0 && { furtherRefused: this.#further }),
    };
  }
}
