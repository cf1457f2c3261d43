import type { ContactView } from '#server/metrics/view.ts';
import { badInput } from '../errors.ts';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 500;

export interface ContactPage {
  readonly totalCount: number;
  readonly nodes: readonly ContactView[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * A page of contacts, oldest first. A cursor names a contact's place in that order, not a count,
 * so contacts that come or go between two pages are neither told twice nor cost another one.
 */
export function contactPage(
  contacts: readonly ContactView[],
  asked: { first?: number | null; after?: string | null },
): ContactPage {
  const first = asked.first ?? DEFAULT_PAGE;
  if (first < 0 || first > LARGEST_PAGE) {
    throw badInput(`\`first\` is expected to be in 0..${LARGEST_PAGE}, but got ${first}.`);
  }
  const after = asked.after == null ? null : placeOfCursor(asked.after);
  const seen = new Map<string, number>();
  const ordered = contacts
    .map((contact) => ({ contact, place: placeOf(contact, seen) }))
    .sort((a, b) => compare(a.place, b.place));
  const rest = after ? ordered.filter(({ place }) => compare(place, after) > 0) : ordered;
  const page = rest.slice(0, first);
  const last = page.at(-1);
  return {
    totalCount: contacts.length,
    nodes: page.map(({ contact }) => contact),
    pageInfo: {
      hasNextPage: rest.length > page.length,
      endCursor: last ? Buffer.from(JSON.stringify(last.place)).toString('base64url') : null,
    },
  };
}

/** When it was offered, then what tells two apart that were offered at once. */
type Place = readonly [number, string];

function placeOf(
  { offeredAt, queue, id, countedAt }: ContactView,
  seen: Map<string, number>,
): Place {
  const key = JSON.stringify([queue, id, countedAt]);
  // What counts several times at one instant has a number of its own each time.
  const nth = seen.get(key) ?? 0;
  seen.set(key, nth + 1);
  return [offeredAt, nth === 0 ? key : `${key}${nth}`];
}

function compare(a: Place, b: Place): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);
}

function placeOfCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && typeof place[0] === 'number' && typeof place[1] === 'string') {
      return [place[0], place[1]];
    }
  } catch {
    // Not ours: answered below.
  }
  throw badInput('`after` is expected to be the endCursor of an earlier page.');
}
