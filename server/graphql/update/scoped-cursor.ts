import { createHash } from 'node:crypto';
import type { Scope } from '#server/metrics/view.ts';

/*
 * A cursor says where a client is in the feed of one scope. In another scope the same place would
 * leave things out that the client never had, so the scope is part of it.
 */

/** The hub's cursor with the scope's mark; the whole floor has none. */
export function scopedCursor(cursor: string, scope: Scope): string {
  const mark = markOf(scope);
  return mark === '' ? cursor : `${cursor}~${mark}`;
}

/** The hub's cursor of one that `scopedCursor` made for this scope; one of another scope is no place at all. */
export function unscopedCursor(cursor: string | null | undefined, scope: Scope): string | null {
  if (cursor == null) return null;
  const [place, mark = ''] = cursor.split('~');
  return mark === markOf(scope) ? place! : 'another-scope';
}

function markOf(scope: Scope): string {
  const lists = Object.entries(scope)
    .filter(([, list]) => list && list.length > 0)
    .map(([name, list]): [string, string[]] => [name, [...(list as string[])].sort()])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (lists.length === 0) return '';
  return createHash('sha256').update(JSON.stringify(lists)).digest('base64url').slice(0, 8);
}
