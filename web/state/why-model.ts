import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';

/*
 * What the page knows of why a number is what it is: asked over HTTP when a number is opened, decoded
 * once at the feed's gate, instants as numbers.
 */

/** A text of the server's in both languages. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** The windows that a person can look through. */
export const WhyWindow = {
  today: 'today',
  interval: 'interval',
  last30: 'last30',
  last5: 'last5',
} as const;
export type WhyWindow = (typeof WhyWindow)[keyof typeof WhyWindow];
export const WHY_WINDOWS: readonly WhyWindow[] = Object.values(WhyWindow);

/** Begins the name of a metric that a site has added by its configuration. */
export const SITE = 'site.';
/** A number that can be asked why: one of the registry, or a site's own. */
export type WhyMetric = MetricName | `${typeof SITE}${string}`;

/** Which number, of what, over which window. */
export interface WhyQuestion {
  readonly metric: WhyMetric;
  /** Null: all queues together. */
  readonly queue: string | null;
  readonly window: WhyWindow;
  /** Another way to compute a service level than the queue's own; null: its own. */
  readonly variant: string | null;
}

/** The three lists behind a number. */
export const PART = {
  numerator: 'numerator',
  denominator: 'denominator',
  excluded: 'excluded',
} as const;
export type Part = (typeof PART)[keyof typeof PART];
export const PARTS: readonly Part[] = Object.values(PART);

export type MetricUnit = 'CONTACTS' | 'AGENTS' | 'MS' | 'RATIO' | 'NUMBER';

/** A counter of the formula and what it counts. */
export interface FormulaTerm {
  readonly counter: string;
  readonly label: Bilingual;
  readonly part: Part;
  readonly factor: number;
  /** `contacts`, `ms` or `points`. */
  readonly unit: string;
  readonly value: number;
}

/** One way to compute a service level, with what it gives. */
export interface VariantReading {
  readonly variant: string;
  readonly usedBy: Bilingual;
  readonly explanation: Bilingual;
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
}

/** One agent's part in a number that is made of time: milliseconds. */
export interface AgentShare {
  readonly agent: string;
  readonly name: string | null;
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number | null;
}

export interface Explanation {
  readonly name: Bilingual;
  readonly explanation: Bilingual;
  readonly unit: MetricUnit;
  readonly attribution: string;
  readonly rule: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** As executed; shown where there are no terms. */
  readonly formula: Bilingual;
  readonly terms: readonly FormulaTerm[];
  /** How many contacts it rests on; null where it rests on time. */
  readonly sample: number | null;
  readonly band: { readonly lower: number; readonly upper: number } | null;
  /** Null where it is no service level, or queues of several variants are summed. */
  readonly variant: string | null;
  readonly variants: readonly VariantReading[];
  readonly lastChangedAt: Instant | null;
  readonly correctedAt: Instant | null;
  readonly counts: Readonly<Record<Part, number>>;
  readonly excluded: readonly {
    readonly reason: string;
    readonly label: Bilingual;
    readonly count: number;
  }[];
  readonly agents: readonly AgentShare[];
}

/** One counted thing behind a number: a contact's entry into a queue. */
export interface ContactBehind {
  readonly id: string;
  readonly queue: string;
  readonly agent: string | null;
  readonly agentName: string | null;
  readonly offeredAt: Instant;
  readonly answeredAt: Instant | null;
  readonly waitMs: number | null;
  /** Null while it waits. */
  readonly exit: string | null;
  /** What it adds to a sum of times. */
  readonly valueMs: number | null;
  /** Why it is left out; null where it counts. */
  readonly reason: string | null;
}

/** Some contacts of a list, and where the next begin. */
export interface ContactPage {
  readonly totalCount: number;
  readonly contacts: readonly ContactBehind[];
  /** Null at the end. */
  readonly next: string | null;
}

/** A number with its lists, all of one moment. */
export interface WhyAnswer {
  /** The floor's clock at that moment. */
  readonly at: Instant;
  readonly explanation: Explanation;
  readonly lists: Readonly<Record<Part, ContactPage>>;
}

/** How a metric is defined. */
export interface MetricFacts {
  readonly id: WhyMetric;
  readonly name: Bilingual;
  /** Null, as what follows from it, for a site's own. */
  readonly explanation: Bilingual | null;
  readonly formula: Bilingual;
  readonly unit: MetricUnit;
  readonly direction: string;
  readonly attribution: string | null;
  readonly rule: string | null;
}

/** What the newest comparison of the shown numbers with the log found. */
export interface Audit {
  readonly state: 'AGREES' | 'DIFFERS' | 'NOT_YET';
  /** Null before the first. */
  readonly at: Instant | null;
  readonly checkedContacts: number;
  readonly checkedTallies: number;
  readonly differenceCount: number;
  /** The first ones. */
  readonly differences: readonly AuditDifference[];
}

export interface AuditDifference {
  readonly kind: string;
  readonly queue: string | null;
  readonly contact: string | null;
  /** Of the quarter hour, where it is about one. */
  readonly startAt: Instant | null;
  readonly field: string;
  readonly shown: string | null;
  readonly recomputed: string | null;
}
