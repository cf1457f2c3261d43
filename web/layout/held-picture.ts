/*
 * The last picture of a page that is about to be loaded again, so that no screen is ever blank: kept as
 * markup and style rules, and put up by public/assets/held-picture-1.js before anything of the new page is drawn.
 */

const KEY = 'tidewall:held-picture';

/** Keeps what is on the page now. Where there is no room for it, the page is loaded without. */
export function holdPicture(app: HTMLElement): void {
  try {
    sessionStorage.setItem(
      KEY,
      JSON.stringify({
        markup: app.innerHTML,
        rules: rulesOf(document),
        root: attributesOf(document.documentElement),
        scrolled: scrollY,
      }),
    );
  } catch {
    // A picture too large, or a browser that stores nothing.
  }
}

/** Takes the picture down; does nothing where none is up. */
export function releasePicture(): void {
  const picture = document.getElementById('held-picture');
  if (picture === null) return;
  picture.remove();
  document.adoptedStyleSheets = [];
}

/** Every rule but the fonts, which the new page has too. */
function rulesOf({ styleSheets }: Document): string {
  return [...styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => !(rule instanceof CSSFontFaceRule))
    .map((rule) => rule.cssText)
    .join('\n');
}

function attributesOf(root: HTMLElement): readonly (readonly [string, string])[] {
  return [...root.attributes].map(({ name, value }) => [name, value] as const);
}
