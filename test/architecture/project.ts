import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The repository's root. */
export const ROOT = dirname(dirname(import.meta.dirname));

const SKIPPED = new Set([
  ...['node_modules', 'dist', '.git', '.tidewall', '.svelte-check', '.vite'],
  ...['coverage', 'test-results', 'playwright-report'],
]);
const BINARY = /\.(png|jpe?g|webp|ico|gif|woff2?|ttf|otf|gz|zip|sqlite|pdf|wav|mp3)$/i;

/** A text of the repository. */
export interface ProjectText {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every text a clone would hold, and what is generated beside it. */
export function projectTexts(folder = ROOT): ProjectText[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : projectTexts(path);
    if (!entry.isFile() || BINARY.test(entry.name)) return [];
    return [{ path: relative(ROOT, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }];
  });
}

/** Whether the rules of code apply to it. */
export function isSource(path: string): boolean {
  return /\.(ts|mjs|js|svelte)$/.test(path) && !path.endsWith('.d.ts');
}
