import type { AlertResolvers } from '../generated/resolvers.gen.ts';

export const alertResolvers: AlertResolvers = {
  id: ({ alert }) => alert.id,
  kind: ({ alert }) => alert.kind,
  severity: ({ alert }) => alert.severity,
  state: ({ alert }) => alert.state,
  queue: ({ alert }) => alert.queue,
  since: ({ alert }) => alert.since,
  firedAt: ({ alert }) => alert.firedAt,
  resolvedAt: ({ alert }) => alert.resolvedAt,
  text: ({ alert, view }, { locale }, context) => context.alertText(alert, locale ?? 'en', view),
  acknowledgedBy: ({ alert }) => alert.acknowledgedBy,
  acknowledgedAt: ({ alert }) => alert.acknowledgedAt,
  value: ({ alert }) => alert.value,
  worst: ({ alert }) => alert.worst,
  threshold: ({ alert }) => alert.threshold,
  expectedPerMinute: ({ alert }) => alert.expectedPerMinute,
  seenPerMinute: ({ alert }) => alert.seenPerMinute,
};
