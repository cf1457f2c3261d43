import type { Instant } from '#schema/ids.ts';

/** The moment that an address asks for, `?at=2026-11-21T14:03:05.000Z`; null where it asks for none. */
export function momentIn(search: string): Instant | null {
  const text = new URLSearchParams(search).get('at');
  if (text === null || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return null;
  // A space is what becomes of a plus sign that nobody encoded.
  const at = Date.parse(text.replace(' ', '+'));
  return Number.isNaN(at) ? null : at;
}

/** The same query with that moment, or with none. What else it holds is kept. */
export function withMoment(search: string, at: Instant | null): string {
  const query = new URLSearchParams(search);
  query.delete('at');
  const rest = query.toString();
  // Written by hand: a colon may stand in a query as it is, and a link is read by people.
  const moment = at === null ? '' : `at=${new Date(at).toISOString()}`;
  const whole = [rest, moment].filter((part) => part !== '').join('&');
  return whole === '' ? '' : `?${whole}`;
}
