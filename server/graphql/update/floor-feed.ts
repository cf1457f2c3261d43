import type { HubUpdate } from '#server/live/hub-update.ts';
import type { FloorView, Scope } from '#server/metrics/view.ts';
import type { FloorUpdateModel } from '../models.ts';
import { createNarrower } from './narrow.ts';
import { isNothing } from './scoped-change.ts';
import { scopedCursor } from './scoped-cursor.ts';

export interface FloorFeedOptions {
  view(): FloorView;
  readonly updates: AsyncIterableIterator<HubUpdate>;
  readonly scope: Scope;
  /** What it tells is of another time than now. */
  readonly isPast?: boolean;
  /** Called once, when the feed ends for whatever reason. */
  onEnd(): void;
}

/**
 * The hub's updates as one subscription sees them. Updates that say nothing in the scope are left
 * out, but for the first. Not a generator: `return()` must end a read that is waiting.
 */
export function createFloorFeed(
  options: FloorFeedOptions,
): AsyncIterableIterator<FloorUpdateModel> {
  const { updates, scope, isPast = false } = options;
  const narrower = createNarrower(scope);
  let ended = false;

  const feed: AsyncIterableIterator<FloorUpdateModel> = {
    [Symbol.asyncIterator]() {
      return feed;
    },
    async next() {
      for (;;) {
        const step = await updates.next();
        if (step.done) return finish();
        const value = toModel(step.value);
        if (value) return { done: false, value };
      }
    },
    async return() {
      await updates.return?.();
      return finish();
    },
    async throw(error) {
      await feed.return!();
      throw error;
    },
  };
  return feed;

  function toModel(update: HubUpdate): FloorUpdateModel | null {
    const view = options.view();
    const { kind, recovered } = update;
    const cursor = scopedCursor(update.cursor, scope);
    const common = { kind, cursor, recovered, at: view.now, view, scope, isPast };
    if (kind === 'snapshot') {
      narrower.snapshot(view);
      return { ...common, change: null };
    }
    const change = narrower.patch(view, update.change);
    // What a reader catches up with is long on its way: that is no way of an event.
    const marks = update.first || isPast ? null : (update.change.newest ?? null);
    return isNothing(change) && !update.first ? null : { ...common, change, marks };
  }

  function finish(): IteratorReturnResult<undefined> {
    if (!ended) {
      ended = true;
      options.onEnd();
    }
    return { done: true, value: undefined };
  }
}
