import type { Instant } from '#schema/ids.ts';
import type { ChangeSet } from './change-set.ts';

/** One step of the live feed, as one reader is told it. */
export interface HubUpdate {
  /** `snapshot`: everything, `change` is empty and says nothing. `patch`: what `change` names. */
  readonly kind: 'snapshot' | 'patch';
  readonly cursor: string;
  /** False where the reader's place was lost: what it knew must be forgotten. */
  readonly recovered: boolean;
  readonly change: ChangeSet;
  /** The reader's first update: told even if nothing in `change` concerns it. */
  readonly first: boolean;
  /** The floor's clock when the newest of these changes was published. */
  readonly at: Instant;
}
