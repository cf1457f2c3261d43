import { facesFor, type FontFace } from './picture/font-faces.ts';
import type { Picture } from './picture/frame.ts';

/** On paper and on fine screens a picture of its plain size would be coarse. */
const TIMES = 2;

/**
 * A picture as PNG, twice as fine as its size. The fonts that its letters need are put into it: a picture
 * knows nothing of the page's. Rejects where the browser cannot draw it.
 */
export async function rasterise(picture: Picture): Promise<Blob> {
  const style = await embeddedFaces(facesFor(picture.svg, pageFaces()));
  const svg = picture.svg.replace('<defs>', `<defs><style>${style}</style>`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * TIMES;
  canvas.height = picture.height * TIMES;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('a canvas is expected to have a 2d context');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture could not be written'));
      else resolve(blob);
    }, 'image/png'),
  );
}

/** The faces that the page's own style sheets declare. */
function pageFaces(): readonly FontFace[] {
  const faces: FontFace[] = [];
  for (const sheet of document.styleSheets) {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const url = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
      if (url === undefined) continue;
      faces.push({
        family: rule.style.getPropertyValue('font-family').replaceAll(/["']/g, ''),
        weight: rule.style.getPropertyValue('font-weight') || '400',
        range: rule.style.getPropertyValue('unicode-range'),
        url: new URL(url, sheet.href ?? document.baseURI).href,
      });
    }
  }
  return faces;
}

/** A sheet of another origin may not be read. */
function rulesOf(sheet: CSSStyleSheet): readonly CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

async function embeddedFaces(faces: readonly FontFace[]): Promise<string> {
  const written = await Promise.all(
    faces.map(async ({ family, weight, range, url }) => {
      const response = await fetch(url);
      if (!response.ok) return '';
      const data = await dataUrl(await response.blob());
      return `@font-face{font-family:'${family}';font-weight:${weight};unicode-range:${range || 'U+0-10FFFF'};src:url(${data}) format('woff2')}`;
    }),
  );
  return written.join('');
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(new Error('a font could not be read')));
    reader.readAsDataURL(blob);
  });
}
