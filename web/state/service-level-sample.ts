import type { Metrics, Queue, Total } from './model.ts';

/** The contacts that a service level of a variant is divided by; what `neg` does where it is unknown. */
export function serviceLevelContacts(metrics: Metrics, variant: string): number {
  const { answeredWithinThreshold, abandonedWithinThreshold, pastThreshold, answered } = metrics;
  const { abandoned, overflowed, transferredOut, offered, shortAbandoned } = metrics;
  switch (variant) {
    case 'IGN':
      return answeredWithinThreshold + pastThreshold;
    case 'ANSWERED':
      return answered;
    case 'GENESYS':
      return answered + abandoned;
    case 'AVAYA_VDN':
      return answered + abandoned + overflowed + transferredOut;
    case 'AMAZON_SLX':
      return offered - shortAbandoned;
    default:
      return answeredWithinThreshold + abandonedWithinThreshold + pastThreshold;
  }
}

/** The same of a whole floor, each queue by its own variant. */
export function totalServiceLevelContacts(
  total: Pick<Total, 'today'> | null,
  queues: readonly Pick<Queue, 'serviceLevelVariant' | 'today'>[],
): number {
  if (total === null) return 0;
  const variants = new Set(queues.map((queue) => queue.serviceLevelVariant));
  const [only] = variants;
  if (variants.size <= 1) return serviceLevelContacts(total.today, only ?? 'NEG');
  return queues.reduce(
    (sum, queue) => sum + serviceLevelContacts(queue.today, queue.serviceLevelVariant),
    0,
  );
}
