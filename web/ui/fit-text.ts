import type { Action } from 'svelte/action';

/**
 * Sets `data-tight` on a text that does not fit its box in one line, so that its style can give it two
 * smaller ones. Looks again when the text or the box changes; `text` is only there to be watched.
 */
export const fitText: Action<HTMLElement, string> = (node, text) => {
  let shown = text;
  const look = (): void => lookSoon(node);
  const observer = new ResizeObserver(look);
  if (node.parentElement) observer.observe(node.parentElement);
  // Widths are other ones once the font is there.
  void document.fonts.ready.then(look);
  look();
  return {
    update(next) {
      if (next === shown) return;
      shown = next;
      look();
    },
    destroy: () => observer.disconnect(),
  };
};

const due = new Set<HTMLElement>();

/** All texts that changed are looked at together, before the frame is drawn: each alone would lay the page out anew. */
function lookSoon(node: HTMLElement): void {
  if (due.size === 0) queueMicrotask(lookAtAll);
  due.add(node);
}

function lookAtAll(): void {
  const nodes = [...due].filter((node) => node.isConnected);
  due.clear();
  for (const node of nodes) delete node.dataset['tight'];
  const tight = nodes.filter((node) => node.scrollWidth > node.clientWidth + 1);
  for (const node of tight) node.dataset['tight'] = '';
}
