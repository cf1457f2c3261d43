import type { ProjectText } from './project.ts';

/** Built from parts, so that this file does not hold what it looks for. */
const PLACES: readonly RegExp[] = [
  ...['work', 'root', 'home', 'Users'].map((name) => new RegExp(`(?<![\\w.:/-])/${name}/[\\w.]`)),
  new RegExp(`\\bregistry\\.[a-z]`),
];

/** Places of one machine or one company's network that slipped into a text: `path:line: …`. */
export function privatePlacesIn({ path, text }: ProjectText): string[] {
  if (path === 'package-lock.json') return [];
  return text.split('\n').flatMap((line, index) =>
    PLACES.flatMap((place) => {
      const found = place.exec(line);
      return found ? [`${path}:${index + 1}: a place of one machine, "${found[0]}"`] : [];
    }),
  );
}
