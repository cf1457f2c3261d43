import { untrack } from 'svelte';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Instant } from '#schema/ids.ts';
import type { Page } from './page.svelte.ts';

/** How often, in beats, what is out of sight is brought up to date: a screen reader may be in it. */
const TURNS = 20;

/** The floor's clock for a part of the page, as far as that has to go on with it. */
export interface SeenMoment {
  /** Null before the first update. */
  readonly at: Instant | null;
}

/**
 * Goes on with every beat where the part is `seen`, else when it is its turn: `place` says which of all such parts it
 * is. To be called while a component is made.
 */
export function seenMoment(page: Page, part: { seen(): boolean; place(): number }): SeenMoment {
  // Not derived: that would ask whatever reads it at every beat whether it changed.
  let at = $state<Instant | null>(null);
  $effect.pre(() => {
    const { floorNow, now } = page;
    const before = untrack(() => at);
    const isTurn = Math.floor(now / SECOND_MS) % TURNS === part.place() % TURNS;
    // As where the board goes to the past, or back.
    const isFar =
      before === null || floorNow === null || Math.abs(floorNow - before) > 2 * TURNS * SECOND_MS;
    if (part.seen() || isTurn || isFar) at = floorNow;
  });
  return {
    get at() {
      return at;
    },
  };
}
