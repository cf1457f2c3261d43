/** How a metric is read by a person, in one language. */
export interface MetricText {
  readonly name: string;
  readonly explanation: string;
}

/**
 * What works the number out. `formula` is a sum over a sum of counters and is executed as written;
 * the others are named procedures of server/metrics, and their `formula` is for reading.
 */
export type MetricEngine =
  | 'formula'
  | 'longest'
  | 'percentile'
  | 'peak'
  | 'agentTime'
  | 'slots'
  | 'estimate'
  | 'backlog'
  | 'now'
  | 'agentsNow'
  | 'plan'
  | 'unmeasured';

/**
 * The instant a contact is counted at, once and for good (metrics.md 2.6): `arrival` when it was
 * offered, `event` when the thing itself happened, `completion` when the last part of it was over.
 * `state` splits time at the window's bounds; `now` knows no window. The windows TODAY and INTERVAL
 * are cohorts by arrival for all of the first three; LAST goes by the instant itself (SPEC M-2).
 */
export type Attribution = 'arrival' | 'event' | 'completion' | 'state' | 'now';

/** For what the number can be asked. */
export type MetricScope = 'queue' | 'group' | 'total' | 'team' | 'agent';

/** A metric's definition as data. */
export interface MetricDefinition {
  /** The field's name in GraphQL's QueueMetrics. */
  readonly id: string;
  readonly unit: 'contacts' | 'agents' | 'ms' | 'ratio' | 'number';
  /** Which way is good; `none` where neither is. */
  readonly direction: 'up' | 'down' | 'none';
  readonly engine: MetricEngine;
  readonly formula: string;
  /** Of what another engine works out: the same for reading, in Chinese. */
  readonly formulaZh?: string;
  readonly attribution: Attribution;
  readonly scopes: readonly MetricScope[];
  /** Where it is laid down: a rule of schema/SPEC.md. */
  readonly rule: string;
  /** Why an answered contact can be out of the denominator, for the list of those left out. */
  readonly lacking?: string;
  readonly en: MetricText;
  readonly zh: MetricText;
}

/** Everything that is counted over queue entries can be asked for all of these. */
export const COUNTED_SCOPES = ['queue', 'group', 'total', 'team'] as const;
/** What happens before an agent has the contact belongs to no team. */
export const QUEUE_SCOPES = ['queue', 'group', 'total'] as const;
