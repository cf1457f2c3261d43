import { EventsAccount, type AcceptReport } from './events-account.ts';

/**
 * Takes events, decoded JSON of any shape. Resolves when what was accepted is durable and every
 * later query sees it; rejects with JournalUnavailable where nothing of it was kept.
 */
export type AcceptEvents = (items: readonly unknown[]) => Promise<AcceptReport>;

/** Events of one request that may wait to be durable; who sends more is read no further. */
const MOST_UNDER_WAY = 4_000;
/** Characters of them. */
const MOST_SIZE_UNDER_WAY = 4 * 1024 * 1024;

/** Events of a request that are handed on at once. */
export interface EventGroup {
  readonly values: readonly unknown[];
  /** Where in the request the value at this index stood. */
  readonly placeOf: (index: number) => number;
  /** Characters of them. */
  readonly size: number;
}

interface UnderWay {
  readonly count: number;
  readonly size: number;
  readonly settled: Promise<void>;
}

/**
 * Hands the events of one request on, group by group, in their order. Groups wait for the disk
 * together; the next is taken when not too much waits, and everybody else had a turn.
 */
export class EventsIntake {
  readonly account = new EventsAccount();
  readonly #accept: AcceptEvents;
  readonly #underWay: UnderWay[] = [];
  #count = 0;
  #size = 0;
  #failed: { readonly error: unknown } | null = null;

  constructor(accept: AcceptEvents) {
    this.#accept = accept;
  }

  /** Resolves when the next group may come. Rejects with the reason of an earlier group that failed. */
  async give({ values, placeOf, size }: EventGroup): Promise<void> {
    if (values.length > 0) {
      const settled = this.#accept(values).then(
        (report) => this.account.add(report, placeOf),
        (error: unknown) => void (this.#failed ??= { error }),
      );
      this.#underWay.push({ count: values.length, size, settled });
      this.#count += values.length;
      this.#size += size;
    }
    await turn();
    while (this.#count > MOST_UNDER_WAY || this.#size > MOST_SIZE_UNDER_WAY) await this.#oldest();
    this.#throwFailed();
  }

  /** Resolves when all that was given is durable; rejects with the reason of the first that failed. */
  async end(): Promise<void> {
    while (this.#underWay.length > 0) await this.#oldest();
    this.#throwFailed();
  }

  async #oldest(): Promise<void> {
    const { count, size, settled } = this.#underWay.shift()!;
    await settled;
    this.#count -= count;
    this.#size -= size;
  }

  #throwFailed(): void {
    if (this.#failed) throw this.#failed.error;
  }
}

/** One turn of the event loop: sockets, screens and other sources come first. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
