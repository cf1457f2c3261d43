import type { Queue, Total } from './model.ts';
import { serviceLevelContacts } from './service-level-sample.ts';

/** What the service level of a whole floor is measured by. */
export interface ServiceLevelGoal {
  readonly targetRatio: number;
  /** True where each queue has a target of its own and this is their mean, weighted by contacts. */
  readonly weighted: boolean;
}

/**
 * The one target all queues share; else the ratio the floor would have if every queue were exactly at
 * its own target, which is the mean of the targets weighted by what each queue counted. Null where that
 * cannot be said: nothing counted, more than one formula, or queues that do not add up to the total.
 */
export function serviceLevelGoal(
  total: Pick<Total, 'targetRatio' | 'today'> | null,
  queues: readonly Pick<Queue, 'targetRatio' | 'serviceLevelVariant' | 'today'>[],
): ServiceLevelGoal | null {
  if (total === null) return null;
  if (total.targetRatio !== null) return { targetRatio: total.targetRatio, weighted: false };
  const [variant, ...others] = new Set(queues.map((queue) => queue.serviceLevelVariant));
  if (variant === undefined || others.length > 0) return null;
  let contacts = 0;
  let met = 0;
  for (const { targetRatio, today } of queues) {
    contacts += serviceLevelContacts(today, variant);
    met += serviceLevelContacts(today, variant) * targetRatio;
  }
  if (contacts === 0 || contacts !== serviceLevelContacts(total.today, variant)) return null;
  return { targetRatio: met / contacts, weighted: true };
}

/** The way of counting that all queues share; null where they differ, or there are none. */
export function sharedVariant(queues: Iterable<Pick<Queue, 'serviceLevelVariant'>>): string | null {
  const variants = new Set<string>();
  for (const { serviceLevelVariant } of queues) variants.add(serviceLevelVariant);
  return variants.size === 1 ? ([...variants][0] ?? null) : null;
}
