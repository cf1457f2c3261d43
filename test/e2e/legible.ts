import type { Page } from '@playwright/test';

/**
 * Texts of the page that a person could not read whole: cut off by a box, outside of the screen,
 * or lying over another text. Empty when all is well.
 */
export function illegibleTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const SLACK_PX = 1.5;
    interface Seen {
      readonly text: string;
      readonly element: Element;
      readonly rect: DOMRect;
    }
    const problems: string[] = [];
    const seen: Seen[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const element = node.parentElement;
      if (text === '' || !element || !isVisible(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects())
        if (rect.width > 0 && rect.height > 0 && !isScrolledAway(element, rect))
          seen.push({ text, element, rect });
    }
    for (const { text, element, rect } of seen) {
      if (rect.left < -SLACK_PX || rect.right > innerWidth + SLACK_PX)
        problems.push(`outside of the screen: "${text}"`);
      for (let box: Element | null = element; box; box = box.parentElement) {
        const style = getComputedStyle(box);
        const edge = box.getBoundingClientRect();
        // A list that scrolls up and down may cut a row at its edge.
        if (style.overflowX === 'hidden' || style.overflowX === 'clip') {
          if (rect.right > edge.right + SLACK_PX || rect.left < edge.left - SLACK_PX)
            problems.push(`cut at the side: "${text}"`);
        }
        if ((style.overflowY === 'hidden' || style.overflowY === 'clip') && box !== document.body) {
          // A line box is taller than its letters; a third of it may lie outside unseen.
          const hidden = Math.max(rect.bottom - edge.bottom, edge.top - rect.top);
          if (hidden > rect.height / 3) problems.push(`cut above or below: "${text}"`);
        }
      }
    }
    for (let one = 0; one < seen.length; one += 1)
      for (let two = one + 1; two < seen.length; two += 1) {
        const a = seen[one]!;
        const b = seen[two]!;
        if (a.element === b.element) continue;
        const width = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        // A text's box is a fifth taller than its letters, above and below.
        const height =
          Math.min(a.rect.bottom - a.rect.height / 5, b.rect.bottom - b.rect.height / 5) -
          Math.max(a.rect.top + a.rect.height / 5, b.rect.top + b.rect.height / 5);
        if (width > 2 && height > SLACK_PX && !isCovered(a) && !isCovered(b))
          problems.push(`over each other: "${a.text}" and "${b.text}"`);
      }
    return [...new Set(problems)];

    function isVisible(element: Element): boolean {
      // Words for a screen reader only are kept in a box of a pixel.
      for (let box: Element | null = element; box; box = box.parentElement) {
        const { width, height } = box.getBoundingClientRect();
        if (width <= 2 && height <= 2) return false;
      }
      return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
    }

    /** Above or below what a scrolling box shows of itself. */
    function isScrolledAway(element: Element, rect: DOMRect): boolean {
      for (let box = element.parentElement; box; box = box.parentElement) {
        if (!['auto', 'scroll'].includes(getComputedStyle(box).overflowY)) continue;
        const edge = box.getBoundingClientRect();
        const middle = rect.top + rect.height / 2;
        if (middle < edge.top || middle > edge.bottom) return true;
      }
      return false;
    }

    /** Lies under a bar that stays in place while the page scrolls. */
    function isCovered({ element, rect }: Seen): boolean {
      const x = rect.left + rect.width / 2;
      const y = rect.top + rect.height / 2;
      if (y < 0 || y > innerHeight) return false;
      for (let box = document.elementFromPoint(x, y); box; box = box.parentElement) {
        if (box.contains(element)) return false;
        // What merely lies on top is no excuse: only a bar that stays covers rightly.
        if (['fixed', 'sticky'].includes(getComputedStyle(box).position)) return true;
      }
      return false;
    }
  });
}
