// The picture of the page before a new build (web/layout/held-picture.ts), put up before anything of the new page
// is drawn. Browsers keep this file for ever under its name: where it changes, its number changes.
(() => {
  const KEY = 'tidewall:held-picture';
  try {
    const text = sessionStorage.getItem(KEY);
    if (text === null) return;
    sessionStorage.removeItem(KEY);
    const { markup, rules, root, scrolled } = JSON.parse(text);
    for (const [name, value] of root) document.documentElement.setAttribute(name, value);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
    const picture = document.createElement('div');
    picture.id = 'held-picture';
    picture.inert = true;
    picture.style.cssText =
      'position:fixed;inset:0;z-index:1000;overflow:hidden;background:var(--bg,#0b0f14);transform:translate(0)';
    picture.innerHTML = markup;
    // There is no body yet.
    document.documentElement.append(picture);
    picture.scrollTop = scrolled;
  } catch {
    // Without the picture the page comes all the same.
  }
})();
