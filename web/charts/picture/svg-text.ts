/*
 * Pictures are written as SVG text, apart from the page: the same drawing as on the screen, on white paper,
 * with its title, scope, date, zone and source, so that it says everything where it is pasted.
 */

/** The colours of paper: those of the light page. */
export const PAPER = {
  ground: '#ffffff',
  text: '#131a21',
  label: '#445161',
  meta: '#5d6a79',
  line: '#d3dae2',
  band: '#dde4eb',
  actual: '#2550ca',
  warn: '#a2631f',
} as const;

export const FONTS = "'Inter Variable','Noto Sans SC Variable',system-ui,sans-serif";

export type Attributes = Readonly<Record<string, string | number | null>>;

/** An element; attributes that are null are left out. Children are SVG already. */
export function tag(name: string, attributes: Attributes, children = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  return children === '' ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`;
}

/** A line of text, whatever is in it. */
export function words(text: string, attributes: Attributes): string {
  return tag('text', attributes, escaped(text));
}

export function escaped(text: string): string {
  // Letters that XML does not allow would make the whole picture unreadable.
  return (
    text
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** About as wide as a text is, rather more: a Han character is a square. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const letter of text) units += WIDE.test(letter) ? 1 : 0.6;
  return units * size;
}

/** A text in lines that fit, broken at spaces or between Han characters. */
export function wrapped(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(PIECES) ?? []) {
    if (line !== '' && textWidth(line + piece.trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

const WIDE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef\u2014\u2026]/u;
const PIECES = /[\p{Script=Han}][\u3000-\u303f\uff00-\uffef]*|[^\s\p{Script=Han}]+\s*|\s+/gu;
