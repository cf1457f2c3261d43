import type { Action } from 'svelte/action';

export interface Place {
  /** What is shown here; another one has come from where it was before. */
  readonly id: string;
  /** By how many pixels it lay lower, negative: higher; 0 comes from nowhere. */
  readonly from: number;
}

/** How long what changes places is on its way. */
const SLIDE_MS = 200;

/**
 * Lets what is new at a place come from where it was. Where that is, is told and not measured: measuring would lay
 * the page out once for each.
 */
export const slide: Action<HTMLElement, Place> = (node, first) => {
  let shown = first.id;
  return {
    update({ id, from }) {
      if (id === shown) return;
      shown = id;
      if (from === 0) return;
      const way = [{ transform: `translateY(${from}px)` }, { transform: 'none' }];
      node.animate(way, { duration: SLIDE_MS, easing: 'ease-out' });
    },
  };
};
