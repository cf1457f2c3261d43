/** The sentences about the log's disk: whether it takes what is new, and whether it has kept what it took. */
export interface LogTexts {
  /** Louder than anything on a board: the clock follows, with the day where that is another one. */
  readonly takesNothing: (since: string) => string;
  readonly notCounted: string;
  readonly asOfThen: string;
  readonly title: string;
  readonly why: string;
  readonly takes: string;
  readonly refuses: (since: string) => string;
  readonly reason: string;
  readonly whatToDo: string;
  readonly whole: string;
  readonly damaged: (stretches: number) => string;
  readonly damageMeans: string;
  /** A stretch between two times; null where there is no whole entry. */
  readonly between: (from: string | null, to: string | null) => string;
  readonly atMost: (entries: string) => string;
  readonly ofToday: string;
  /** Beside today's numbers. */
  readonly mark: string;
  readonly markShort: string;
  readonly notKept: string;
}
