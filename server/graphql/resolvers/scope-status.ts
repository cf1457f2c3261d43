import type { ScopeStatusResolvers } from '../generated/resolvers.gen.ts';
import type { ScopeStatusModel } from '../models.ts';
import { arrivalsOf, metricsOf } from './status.ts';

export const scopeStatusResolvers: ScopeStatusResolvers = {
  key: groupLabel,
  label: groupLabel,
  waiting: ({ view }) => view.waiting,
  longestWaitingSince: ({ view }) => view.longestWaitingSince,
  longestWaitingQueue: ({ view }) => view.longestWaitingQueue,
  serving: ({ view }) => view.serving,
  agents: ({ view }) => view.agents,
  metrics: ({ view }, { window }) => metricsOf(view, window),
  arrivalsToday: ({ view }, { lengthMs }) => arrivalsOf(view, lengthMs),
  targetRatio: ({ view }) => view.targetRatio,
  thresholdMs: ({ view }) => view.thresholdMs,
  surge: ({ view }) => view.surge,
  forecast: () => null,
  asOf: ({ view }) => view.asOf,
  stale: ({ view }) => view.stale,
};

/** A channel is named as the enum names it; every other key is the floor's own word. */
export function groupLabel({ view, by }: ScopeStatusModel): string {
  return by === 'channel' ? view.key.toUpperCase() : view.key;
}
