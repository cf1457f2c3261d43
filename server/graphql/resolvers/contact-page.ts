import type { Behind, NumberPart } from '#server/metrics/question.ts';
import type { ContactView, FloorView, NumberAsked } from '#server/metrics/view.ts';
import { badInput } from '../errors.ts';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 500;

export interface ContactPage {
  readonly totalCount: number;
  readonly nodes: readonly ContactView[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * A page of the contacts behind a number, oldest first. A cursor names a contact's place in that
 * order, not a count, so contacts that come or go between two pages are neither told twice nor cost
 * another one.
 */
export function contactPage(
  view: FloorView,
  list: { readonly number: NumberAsked; readonly part: NumberPart },
  asked: { first?: number | null; after?: string | null },
): ContactPage {
  const first = asked.first ?? DEFAULT_PAGE;
  if (first < 0 || first > LARGEST_PAGE) {
    throw badInput(`\`first\` is expected to be in 0..${LARGEST_PAGE}, but got ${first}.`);
  }
  const after = asked.after == null ? null : placeOfCursor(asked.after);
  const rows = inOrder(view.behind(list.number, list.part));
  const start = after === null ? 0 : firstAfter(rows, after);
  const page = rows.slice(start, start + first);
  const last = page.at(-1);
  return {
    totalCount: rows.length,
    nodes: page.map(({ row }) => view.contact(row)),
    pageInfo: {
      hasNextPage: start + page.length < rows.length,
      endCursor: last ? cursorOf(last) : null,
    },
  };
}

/** A row and the how manieth it is of those that are alike: what counts twice at once has two places. */
interface Placed {
  readonly row: Behind;
  readonly nth: number;
}

type Place = readonly [
  offeredAt: number,
  queue: string,
  contact: string,
  countedAt: number,
  nth: number,
];

function inOrder(rows: readonly Behind[]): readonly Placed[] {
  const sorted = [...rows].sort(compareRows);
  let nth = 0;
  return sorted.map((row, index) => {
    const before = sorted[index - 1];
    nth = before && compareRows(before, row) === 0 ? nth + 1 : 0;
    return { row, nth };
  });
}

function compareRows(a: Behind, b: Behind): number {
  return (
    a.offeredAt - b.offeredAt ||
    compareTexts(a.queue, b.queue) ||
    compareTexts(a.contact, b.contact) ||
    (a.countedAt ?? 0) - (b.countedAt ?? 0)
  );
}

/** The first row after a place, which need not be there any more. */
function firstAfter(rows: readonly Placed[], [offeredAt, queue, contact, countedAt, nth]: Place) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = rows[middle]!;
    const order =
      at.row.offeredAt - offeredAt ||
      compareTexts(at.row.queue, queue) ||
      compareTexts(at.row.contact, contact) ||
      (at.row.countedAt ?? 0) - countedAt ||
      at.nth - nth;
    if (order > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cursorOf({ row, nth }: Placed): string {
  const place: Place = [row.offeredAt, row.queue, row.contact, row.countedAt ?? 0, nth];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function placeOfCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isPlace(place)) return place;
  } catch {
    // Not ours: answered below.
  }
  throw badInput('`after` is expected to be the endCursor of an earlier page.');
}

function isPlace(value: unknown): value is Place {
  const kinds = ['number', 'string', 'string', 'number', 'number'];
  return (
    Array.isArray(value) &&
    value.length === kinds.length &&
    kinds.every((kind, index) => typeof value[index] === kind)
  );
}
