import type { Action } from 'svelte/action';

/**
 * Sets `data-tight` on a text that does not fit its box in one line, so that its style can give it two
 * smaller ones. Looks again when the text or the box changes; `text` is only there to be watched.
 */
export const fitText: Action<HTMLElement, string> = (node) => {
  const measure = (): void => {
    delete node.dataset['tight'];
    if (node.scrollWidth > node.clientWidth + 1) node.dataset['tight'] = '';
  };
  const observer = new ResizeObserver(measure);
  if (node.parentElement) observer.observe(node.parentElement);
  // Widths are other ones once the font is there.
  void document.fonts.ready.then(measure);
  measure();
  return {
    update: measure,
    destroy: () => observer.disconnect(),
  };
};
