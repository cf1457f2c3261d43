import type { Answer } from '#web/state/answer.ts';

interface Result<Data> {
  readonly data?: Data;
  readonly error?: { readonly message: string; readonly response?: unknown };
}

/** What `pick` makes of the data; where there is an error, what the server said of it. */
export function answer<Data, T>(result: Result<Data>, pick: (data: Data) => T): Answer<T> {
  if (result.data !== undefined && !result.error) return { ok: true, value: pick(result.data) };
  const status = numberIn(result.error?.response, 'status');
  return {
    ok: false,
    unauthorised: status === 401 || status === 403,
    message: result.error?.message ?? 'no answer',
  };
}

/** A number field of a thing of unknown shape; 0 where there is none. */
export function numberIn(thing: unknown, key: string): number {
  const value = fieldOf(thing, key);
  return typeof value === 'number' ? value : 0;
}

/** A text field of a thing of unknown shape; empty where there is none. */
export function textIn(thing: unknown, key: string): string {
  const value = fieldOf(thing, key);
  return typeof value === 'string' ? value : '';
}

function fieldOf(thing: unknown, key: string): unknown {
  return typeof thing === 'object' && thing !== null
    ? (thing as Record<string, unknown>)[key]
    : undefined;
}
