import { AGENTS_NOW } from './agents-now.ts';
import { AGENT_TIME } from './agent-time.ts';
import { BACKLOG } from './backlog.ts';
import { CONTACTS } from './contacts.ts';
import type { MetricDefinition } from './definition.ts';
import { MESSAGES } from './messages.ts';
import { NOW } from './now.ts';
import { QUALITY } from './quality.ts';
import { SHARES } from './shares.ts';
import { TIMES } from './times.ts';
import { VOLUMES } from './volumes.ts';

const ALL = [
  ...NOW,
  ...AGENTS_NOW,
  ...VOLUMES,
  ...CONTACTS,
  ...SHARES,
  ...TIMES,
  ...AGENT_TIME,
  ...MESSAGES,
  ...QUALITY,
  ...BACKLOG,
] as const;

/** The name of a metric: a field of GraphQL's QueueMetrics. */
export type MetricName = (typeof ALL)[number]['id'];
/** Metrics that are plain counts: always a number, 0 where nothing happened. */
export type CountName = Extract<
  (typeof ALL)[number],
  | { readonly unit: 'contacts'; readonly engine: 'formula' | 'peak' | 'backlog' | 'now' }
  | { readonly unit: 'agents' }
>['id'];

/** A definition of the registry, whose id is known. */
export type RegisteredMetric = MetricDefinition & { readonly id: MetricName };

/** Every metric there is, family by family. */
export const METRIC_DEFINITIONS: readonly RegisteredMetric[] = ALL;

const BY_NAME: ReadonlyMap<string, RegisteredMetric> = new Map(
  METRIC_DEFINITIONS.map((definition) => [definition.id, definition]),
);

export function definitionOf(name: MetricName): RegisteredMetric {
  return BY_NAME.get(name)!;
}

export function isMetricName(name: string): name is MetricName {
  return BY_NAME.has(name);
}
