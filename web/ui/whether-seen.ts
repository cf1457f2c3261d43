import type { Action } from 'svelte/action';

/**
 * Tells whether an element with `content-visibility: auto` is on the screen or near it. Where the browser does not
 * know, it is taken to be.
 */
export const whetherSeen: Action<HTMLElement, (seen: boolean) => void> = (node, tell) => {
  const onChange = (event: Event): void => {
    if (event.target === node) tell(!(event as ContentVisibilityAutoStateChangeEvent).skipped);
  };
  node.addEventListener('contentvisibilityautostatechange', onChange);
  return {
    destroy: () => node.removeEventListener('contentvisibilityautostatechange', onChange),
  };
};
