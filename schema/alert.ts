import type { Instant, QueueId } from './ids.ts';

/** How loudly an alert is shown: `warning` ▲, `critical` ■. */
export const Severity = { info: 'info', warning: 'warning', critical: 'critical' } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** `firing` until a person answers for it or its cause is gone. */
export const AlertState = {
  firing: 'firing',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
} as const;
export type AlertState = (typeof AlertState)[keyof typeof AlertState];

/**
 * What an alert is about. `surge` is called on arrivals; `audit` says that the shown numbers do not
 * equal the log; the others are rules on a queue's state.
 */
export const AlertKind = {
  surge: 'surge',
  waiting: 'waiting',
  longestWaiting: 'longestWaiting',
  serviceLevel: 'serviceLevel',
  audit: 'audit',
} as const;
export type AlertKind = (typeof AlertKind)[keyof typeof AlertKind];

/** One alert's whole life so far. Identity, state and acknowledgement are kept apart. */
export interface Alert {
  /** `KIND:QUEUE:SINCE`; one alert a cause and onset. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly queue: QueueId;
  /** When the condition began to hold (for a surge: when it was called). */
  readonly since: Instant;
  /** When it was told: `since` plus the rule's hold time. */
  readonly firedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Instant | null;
  /** The measured value now, in the rule's unit (contacts, milliseconds, ratio, differences; for a surge: times the expected). */
  readonly value: number;
  /** The largest (service level: smallest) value since it fired. */
  readonly worst: number;
  /** The level that was crossed, same unit. */
  readonly threshold: number;
  /** Surge only: contacts a minute expected now, and seen. */
  readonly expectedPerMinute: number | null;
  readonly seenPerMinute: number | null;
}
