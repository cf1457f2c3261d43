import type { Action } from 'svelte/action';

/*
 * Whether a text fits is asked of the page's layout once and then known: rows of a wall change places all day, and
 * to ask in the middle of an update would have the page laid out twice for it.
 */

interface Fitted {
  readonly node: HTMLElement;
  /** Whatever says how long the text is: itself, and what it is set in. */
  text: string;
  /** Of what it stands in, in pixels; null before that was laid out. */
  widthPx: number | null;
}

/** Texts that are known, by what they are, what they look like and where they stand. */
const known = new Map<string, boolean>();
/** Durations and figures come and go: what is known is forgotten when it is so much. */
const MOST_KNOWN = 2_000;
const all = new Set<Fitted>();
const due = new Set<Fitted>();

/**
 * Sets `data-tight` on a text that does not fit its box in one line, so that its style can give it two
 * smaller ones. Looks again when the box changes or what is given: the text, and with it all else that
 * makes it longer, such as a bold face. Figures of one width may be given as zeros (`alikeFigures`).
 */
export const fitText: Action<HTMLElement, string> = (node, text) => {
  const fitted: Fitted = { node, text, widthPx: null };
  all.add(fitted);
  const observer = new ResizeObserver(([box]) => {
    fitted.widthPx = box!.contentRect.width;
    fit(fitted);
  });
  observer.observe(node.parentElement!);
  return {
    update(next) {
      if (next === fitted.text) return;
      fitted.text = next;
      if (fitted.widthPx !== null) fit(fitted);
    },
    destroy() {
      observer.disconnect();
      all.delete(fitted);
      due.delete(fitted);
    },
  };
};

/** A text whose figures are all of one width, so that all of its length are known with the first. */
export function alikeFigures(text: string): string {
  return text.replace(/\d/g, '0');
}

function fit(fitted: Fitted): void {
  const isTight = known.get(keyOf(fitted));
  if (isTight === undefined) {
    // All texts that changed are looked at together: each alone would lay the page out anew.
    if (due.size === 0) queueMicrotask(lookAtAll);
    due.add(fitted);
    return;
  }
  due.delete(fitted);
  mark(fitted, isTight);
}

function lookAtAll(): void {
  const looked = [...due];
  due.clear();
  if (known.size > MOST_KNOWN) known.clear();
  for (const fitted of looked) mark(fitted, false);
  const tight = looked.filter(({ node }) => node.scrollWidth > node.clientWidth + 1);
  for (const fitted of looked) known.set(keyOf(fitted), tight.includes(fitted));
  for (const fitted of tight) mark(fitted, true);
}

function mark({ node }: Fitted, isTight: boolean): void {
  if (isTight) node.dataset['tight'] = '';
  else delete node.dataset['tight'];
}

function keyOf({ node, text, widthPx }: Fitted): string {
  return `${node.className}\n${widthPx}\n${text}`;
}

// A font comes in slices, when their letters are first shown: with each, widths are other ones.
document.fonts.addEventListener('loadingdone', () => {
  known.clear();
  for (const fitted of all) if (fitted.widthPx !== null) fit(fitted);
});
