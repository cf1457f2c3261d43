import type { Instant } from '#schema/ids.ts';
import type { QueuePolicy, Story } from './state.ts';

/** What a leg is counted under. */
export interface LegContext {
  readonly policy: QueuePolicy;
  readonly now: Instant;
  readonly story: Story;
  /** What is known of the customer: null where nothing is. */
  readonly customer: CustomerContext | null;
}

export interface CustomerContext {
  /** When the same customer came again about the same, within the days that count; null: not yet. */
  readonly returnedAt: Instant | null;
}
