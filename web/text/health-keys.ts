/** The sentences of the page that tells whether the numbers can be trusted, and how each is defined. */
export interface HealthTexts {
  readonly title: string;
  readonly short: string;
  readonly back: string;
  readonly audit: string;
  readonly auditWhy: string;
  readonly verdicts: Readonly<Record<'AGREES' | 'DIFFERS' | 'NOT_YET', string>>;
  readonly checked: (contacts: string, tallies: string) => string;
  readonly auditFailed: string;
  readonly shownAs: string;
  readonly shouldBe: string;
  readonly nothing: string;
  readonly auditKinds: Readonly<Record<string, string>>;
  readonly sourcesWhy: string;
  readonly reconciled: string;
  readonly notReconciled: string;
  readonly noDifference: string;
  readonly differences: (count: number) => string;
  readonly corrections: (count: string) => string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly unconfirmed: string;
  readonly putRight: string;
  readonly contact: string;
  readonly registry: string;
  readonly registryWhy: string;
  readonly search: string;
  readonly found: (count: number) => string;
  readonly siteOwn: string;
  readonly units: Readonly<Record<string, string>>;
  readonly attributions: Readonly<Record<string, string>>;
  readonly directions: Readonly<Record<string, string>>;
  readonly openNow: string;
  readonly mark: (count: number) => string;
  readonly auditMark: string;
  /** The same for a header of little room. */
  readonly markShort: (count: number) => string;
  readonly auditMarkShort: string;
  readonly latency: string;
  readonly latencyWhy: string;
  readonly latencyNone: string;
  readonly latencyFailed: string;
  readonly step: string;
  /** Half of what was counted took at most so long. */
  readonly half: string;
  readonly times: string;
  readonly steps: Readonly<Record<string, string>>;
  /** Of 95 of 100 updates of this very screen. */
  readonly thisScreen: (time: string) => string;
  readonly ghost: string;
  readonly corrected: (clock: string) => string;
}
