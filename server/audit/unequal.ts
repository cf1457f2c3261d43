/** Whether two plain values (numbers, texts, arrays, objects, Maps, Sets) say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map || a instanceof Set)
    return a.constructor === b.constructor && isSame([...a], [...(b as Iterable<unknown>)]);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) if (!isSame((a as Plain)[key], (b as Plain)[key])) return false;
  return true;
}

/** A value as a difference names it; null for nothing. Long ones are cut. */
export function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** One part of a thing that is not as recomputed. */
export interface Unequal {
  readonly field: string;
  readonly shown: string | null;
  readonly recomputed: string | null;
}

/**
 * The parts in which one thing differs, as one: `offered, answered`, `5, 3`, `4, 2`; the first ones
 * where there are many. Null where there are none.
 */
export function joined(parts: readonly Unequal[]): Unequal | null {
  if (parts.length < 2) return parts[0] ?? null;
  const first = parts.slice(0, MOST_PARTS);
  const rest = parts.length > MOST_PARTS ? ', …' : '';
  const join = (pick: (part: Unequal) => string | null): string =>
    first.map((part) => pick(part) ?? 'nothing').join(', ') + rest;
  return {
    field: join(({ field }) => field),
    shown: join(({ shown }) => shown),
    recomputed: join(({ recomputed }) => recomputed),
  };
}

type Plain = Readonly<Record<string, unknown>>;

const MOST_CHARACTERS = 100;
const MOST_PARTS = 5;
