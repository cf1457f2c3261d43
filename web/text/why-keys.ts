/** The sentences of the sheet that tells why a number is what it is. */
export interface WhyTexts {
  /** The name of a number's button. */
  readonly ask: (name: string, value: string) => string;
  /** Until the number's own name is known. */
  readonly title: string;
  readonly allQueues: string;
  readonly scope: string;
  readonly window: string;
  readonly windows: Readonly<Record<'today' | 'interval' | 'last30' | 'last5', string>>;
  /** How contacts fall into the window, in words; by the metric's attribution. */
  readonly cohort: Readonly<Record<string, string>>;
  readonly sliding: Readonly<Record<string, string>>;
  readonly loading: string;
  readonly failed: string;
  readonly again: string;
  readonly noValue: string;
  readonly sample: (n: string) => string;
  readonly band: (lower: string, upper: string) => string;
  readonly tooFew: string;
  readonly target: (percent: string) => string;
  readonly threshold: (seconds: string) => string;
  readonly below: string;
  readonly maybeBelow: string;
  readonly met: string;
  readonly maybeMet: string;
  readonly formula: string;
  readonly divided: string;
  readonly agentTime: string;
  readonly variants: string;
  readonly variantsWhy: string;
  readonly inUse: string;
  readonly mixedVariants: string;
  readonly value: string;
  readonly facts: string;
  readonly lastChanged: string;
  readonly ago: (age: string) => string;
  readonly never: string;
  /** Of what is made of time. */
  readonly running: string;
  readonly corrected: string;
  readonly correctedWhy: string;
  readonly rule: string;
  readonly behind: string;
  readonly parts: Readonly<Record<'numerator' | 'denominator' | 'excluded', string>>;
  /** Instead of the numerator, where there is no denominator. */
  readonly counted: string;
  readonly partsWhy: Readonly<Record<'numerator' | 'denominator' | 'excluded', string>>;
  readonly asOf: (clock: string) => string;
  readonly shown: (shown: string, all: string) => string;
  readonly more: (count: number) => string;
  readonly refresh: string;
  readonly close: string;
  readonly movedOn: (before: string, now: string) => string;
  /** Where a long list was read over more than one moment. */
  readonly drifted: (now: string) => string;
  readonly nobody: string;
  readonly time: string;
  readonly wait: string;
  readonly exit: string;
  readonly reason: string;
  readonly agent: string;
  readonly share: string;
  readonly exits: Readonly<Record<string, string>>;
  readonly stillWaiting: string;
}
