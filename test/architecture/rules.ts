import { cyclesOf } from './cycles.ts';
import type { Import, SourceFacts } from './source.ts';
import {
  CLOCKS,
  DEFAULT_EXPORTS,
  GENERATED,
  IMPURE_GLOBALS,
  JOINS,
  MAY_IMPORT,
  MOST_LINES,
  OWNED_PACKAGES,
  PURE,
  PURE_PACKAGES,
} from './table.ts';

/** A broken rule, as a sentence: file, line and what is expected there. */
export type Violation = string;

/** Everything that is wrong with the house; in order of the files, nothing where all is well. */
export function violationsOf(files: readonly SourceFacts[]): Violation[] {
  return [
    ...files.flatMap((file) => [
      ...badImports(file),
      ...badPackages(file),
      ...badShape(file),
      ...badClock(file),
      ...badPurity(file),
    ]),
    ...fileCycles(files),
    ...roomCycles(files),
  ];
}

/** The room of a path: the longest name of the table that it lies in, else its first two folders. */
export function roomOf(path: string): string {
  const known = Object.keys(MAY_IMPORT)
    .filter((room) => path.startsWith(`${room}/`) || path.startsWith(`${room}.`))
    .toSorted((a, b) => b.length - a.length)[0];
  if (known) return known;
  const parts = path.split('/');
  return parts.length > 2 ? parts.slice(0, 2).join('/') : path;
}

function badImports(file: SourceFacts): Violation[] {
  const room = roomOf(file.path);
  const joins = matches(JOINS, file.path);
  return file.imports.flatMap((one) => {
    if (!one.target) return [];
    const there = roomOf(one.target);
    const found: Violation[] = [];
    const isInside = file.path.includes('/');
    if (isInside && top(file.path) !== top(one.target) && !one.specifier.startsWith('#'))
      found.push(at(file, one, `crosses a top folder: write "#${one.target}"`));
    if (!isOwnSide(file.path, one.target) || (there !== room && !joins && !isAllowed(room, there)))
      found.push(at(file, one, `${room} may not import ${there}`));
    return found;
  });
}

function badPackages(file: SourceFacts): Violation[] {
  if (top(file.path) === 'test') return [];
  return file.imports.flatMap((one) => {
    if (one.target) return [];
    const owned = OWNED_PACKAGES.find(({ packages }) => packages.test(one.specifier));
    if (!owned || owned.owner.test(file.path)) return [];
    return [at(file, one, `only ${owned.owner.source} may know ${one.specifier}`)];
  });
}

function badShape(file: SourceFacts): Violation[] {
  if (GENERATED.test(file.path)) return [];
  const found: Violation[] = [];
  if (file.lines > MOST_LINES)
    found.push(`${file.path}: ${file.lines} lines, at most ${MOST_LINES} are expected`);
  if (file.hasDefaultExport && !matches(DEFAULT_EXPORTS, file.path))
    found.push(`${file.path}: a default export; a named one is expected`);
  if (file.isBarrel || /(^|\/)index\.(ts|mjs|js)$/.test(file.path))
    found.push(`${file.path}: a barrel; import from where things are`);
  return found;
}

function badClock(file: SourceFacts): Violation[] {
  if (!/^(server|web|schema)\//.test(file.path) || matches(CLOCKS, file.path)) return [];
  return file.clockReads
    .filter(({ name }) => name !== 'Math.random' || matches(PURE, file.path))
    .map(({ name, line }) => `${file.path}:${line}: ${name}; only the clock may`);
}

function badPurity(file: SourceFacts): Violation[] {
  if (!matches(PURE, file.path)) return [];
  const packages = file.imports
    .filter((one) => !one.target && !matches(PURE_PACKAGES, one.specifier))
    .map((one) => at(file, one, `a pure room may not import ${one.specifier}`));
  const globals = file.globals
    .filter(({ name }) => IMPURE_GLOBALS.has(name))
    .map(({ name, line }) => `${file.path}:${line}: a pure room may not know ${name}`);
  return [...packages, ...globals];
}

function fileCycles(files: readonly SourceFacts[]): Violation[] {
  const known = new Set(files.map(({ path }) => path));
  const graph = new Map(
    files
      .filter(({ path }) => !GENERATED.test(path))
      .map((file) => [
        file.path,
        file.imports.flatMap(({ target }) =>
          target && known.has(target) && !GENERATED.test(target) ? [target] : [],
        ),
      ]),
  );
  return cyclesOf(graph).map((cycle) => `files import each other: ${cycle.join(' -> ')}`);
}

function roomCycles(files: readonly SourceFacts[]): Violation[] {
  const graph = new Map<string, string[]>();
  for (const file of files) {
    if (matches(JOINS, file.path)) continue;
    const room = roomOf(file.path);
    const others = file.imports.flatMap(({ target }) => (target ? [roomOf(target)] : []));
    graph.set(room, [...(graph.get(room) ?? []), ...others.filter((other) => other !== room)]);
  }
  return cyclesOf(graph).map((cycle) => `rooms import each other: ${cycle.join(' -> ')}`);
}

/** The page sees nothing of the server, nor the other way round; nothing sees the tests but tests. */
function isOwnSide(from: string, to: string): boolean {
  if (top(from) === 'test' || !from.includes('/')) return true;
  return top(to) === 'schema' || top(to) === top(from);
}

function isAllowed(room: string, there: string): boolean {
  return MAY_IMPORT[room]?.includes(there) ?? false;
}

function at(file: SourceFacts, one: Import, what: string): Violation {
  return `${file.path}:${one.line}: ${what}`;
}

function top(path: string): string {
  return path.split('/')[0]!;
}

function matches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
