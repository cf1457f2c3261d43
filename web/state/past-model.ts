import type { Instant } from '#schema/ids.ts';
import type { Answer } from './answer.ts';
import type { FloorChange, Severity } from './model.ts';

/*
 * What the page asks of the past. The feed answers; instants are numbers.
 */

/** How many seconds of the past a second shows. */
export const SPEEDS = [1, 2, 5, 10, 30, 60] as const;
export type Speed = (typeof SPEEDS)[number];

/** Where a step leads. */
export const StepTo = {
  nextEvent: 'nextEvent',
  previousEvent: 'previousEvent',
  nextAlert: 'nextAlert',
  previousAlert: 'previousAlert',
} as const;
export type StepTo = (typeof StepTo)[keyof typeof StepTo];

/** How far back the floor can be shown. */
export interface PastBounds {
  /** The first moment that the log still holds; null while it is empty. */
  readonly from: Instant | null;
  /** The floor's clock when it was asked. */
  readonly to: Instant;
}

/** An alert as a mark on the timeline. */
export interface AlertMark {
  readonly id: string;
  readonly severity: Severity;
  readonly firedAt: Instant;
  readonly text: { readonly en: string; readonly zh: string };
}

/** Contacts offered, step by step; null where nothing is kept. */
export interface Volume {
  readonly startsAt: readonly Instant[];
  readonly stepMs: number;
  readonly offered: readonly (number | null)[];
}

/** A stretch of the past that plays. */
export interface Playback {
  /** Ends it; may be called twice. */
  close(): void;
}

export interface PlaybackEvents {
  /** First a snapshot, then patches; `at` is the past's clock. */
  onUpdate(change: FloorChange): void;
  /** Anything was heard: the connection lives. */
  onHeard(): void;
  /** Nothing more comes: the past has reached the present, or the connection is lost. */
  onEnd(why: {
    /** As many play the past as the server can serve. */
    readonly tooMany: boolean;
  }): void;
}

/** The past, as it can be asked for. Every question may fail; none is repeated by itself. */
export interface PastApi {
  /** The whole floor at a moment. */
  floorAt(at: Instant): Promise<Answer<FloorChange>>;
  play(from: Instant, speed: Speed, events: PlaybackEvents): Playback;
  bounds(): Promise<Answer<PastBounds>>;
  /** Null where there is none in that direction. */
  step(at: Instant, to: StepTo): Promise<Answer<Instant | null>>;
  /** Alerts that were firing in `[from, to)`, newest first. */
  alerts(from: Instant, to: Instant): Promise<Answer<readonly AlertMark[]>>;
  volume(from: Instant, to: Instant, stepMs: number): Promise<Answer<Volume>>;
}
