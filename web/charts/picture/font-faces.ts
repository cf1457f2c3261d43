/** A face of a font: the file that has some of its letters. */
export interface FontFace {
  readonly family: string;
  readonly weight: string;
  /** As in CSS: `U+4e00-4eff, U+ff0c`; empty: all letters. */
  readonly range: string;
  readonly url: string;
}

/** The faces that have a letter of a text: of a font in a hundred files only a few are needed. */
export function facesFor(text: string, faces: readonly FontFace[]): readonly FontFace[] {
  const letters = new Set<number>();
  for (const letter of text) letters.add(letter.codePointAt(0)!);
  return faces.filter(({ range }) => {
    const ranges = rangesIn(range);
    if (ranges.length === 0) return true;
    for (const letter of letters)
      if (ranges.some(({ from, to }) => letter >= from && letter <= to)) return true;
    return false;
  });
}

/** `U+4e00-4eff`, `U+26` and `U+4??`, in any case. */
export function rangesIn(range: string): readonly { readonly from: number; readonly to: number }[] {
  return [...range.matchAll(/U\+([0-9a-f?]+)(?:-([0-9a-f]+))?/gi)].map(([, first = '0', last]) => ({
    from: Number.parseInt(first.replaceAll('?', '0'), 16),
    to: Number.parseInt(last ?? first.replaceAll('?', 'f'), 16),
  }));
}
