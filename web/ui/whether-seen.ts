import type { Action } from 'svelte/action';

/** What lies so near to the screen is brought up to date as if it were on it: a hand that scrolls finds nothing old. */
const NEAR = '240px 0px';

const listeners = new WeakMap<Element, (seen: boolean) => void>();
/** One for all rows of the page. */
let shared: IntersectionObserver | null = null;

/** Tells whether an element is on the screen or near it. */
export const whetherSeen: Action<HTMLElement, (seen: boolean) => void> = (node, tell) => {
  const observer = (shared ??= new IntersectionObserver(tellAll, { rootMargin: NEAR }));
  listeners.set(node, tell);
  observer.observe(node);
  return { destroy: () => observer.unobserve(node) };
};

function tellAll(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
}
