import type { Instant } from '#schema/ids.ts';
import { contactOfRow, rowOf, type ContactRow } from './contact-row.ts';
import { isWrappingUp } from './leg.ts';
import type { ContactRecord, Leg } from './state.ts';

/*
 * Closed contacts as they lie in a file. Before the rows stands what it takes to find each of them
 * without reading it, so that a restart need not read them at all:
 *
 *   one line of JSON     how many there are, and which of them keep an agent busy
 *   columns              one number a contact, in this machine's order of bytes
 *   rows                 one line of JSON a contact
 *
 * Ids and customers stand there as hashes: of two with one hash both are read, which costs a little
 * and is right.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Header {
  readonly count: number;
  /** Places of those that an agent still has something to do with: a call whose wrap-up never ended. */
  readonly busy: readonly number[];
}

/** A shelf's bytes, found their way into. Of every column the same place is the same contact. */
export interface OpenShelf extends Header {
  /** Everything told of the contact lies between these, both included. */
  readonly firstAt: Float64Array;
  readonly lastAt: Float64Array;
  /** `hashOf` its id, and of its customer; 0 where that is nobody. */
  readonly ids: Uint32Array;
  readonly customers: Uint32Array;
  /** Reads one contact. */
  contact(place: number): ContactRecord;
}

/** Contacts as bytes, in their order. */
export function shelfBytes(contacts: readonly ContactRecord[]): Uint8Array {
  const count = contacts.length;
  const busy: number[] = [];
  const spans = new Float64Array(2 * count);
  const words = new Uint32Array(3 * count);
  const rows: Uint8Array[] = [];
  let end = 0;
  contacts.forEach((contact, place) => {
    if (contact.story.legs.some(keepsBusy)) busy.push(place);
    const row = encoder.encode(`${JSON.stringify(rowOf(contact))}\n`);
    rows.push(row);
    end += row.byteLength;
    const { firstAt, lastAt } = spanOf(contact);
    spans[place] = firstAt;
    spans[count + place] = lastAt;
    words[place] = hashOf(contact.id);
    words[count + place] = contact.customer === null ? 0 : hashOf(contact.customer);
    words[2 * count + place] = end;
  });
  const header: Header = { count, busy };
  return joined([
    encoder.encode(`${JSON.stringify(header)}\n`),
    new Uint8Array(spans.buffer),
    new Uint8Array(words.buffer),
    ...rows,
  ]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let from = 0;
  for (const part of parts) {
    whole.set(part, from);
    from += part.byteLength;
  }
  return whole;
}

/** Finds the way into what `shelfBytes` wrote; keeps `bytes` for as long as it is kept itself. */
export function openShelf(bytes: Uint8Array): OpenShelf {
  const spansFrom = bytes.indexOf(0x0a) + 1;
  const { count, busy } = JSON.parse(decoder.decode(bytes.subarray(0, spansFrom))) as Header;
  const wordsFrom = spansFrom + 2 * count * Float64Array.BYTES_PER_ELEMENT;
  const rowsFrom = wordsFrom + 3 * count * Uint32Array.BYTES_PER_ELEMENT;
  // Copied, because numbers have to lie where a multiple of their size is.
  const spans = new Float64Array(new Uint8Array(bytes.subarray(spansFrom, wordsFrom)).buffer);
  const words = new Uint32Array(new Uint8Array(bytes.subarray(wordsFrom, rowsFrom)).buffer);
  const ends = words.subarray(2 * count);
  return {
    count,
    busy,
    firstAt: spans.subarray(0, count),
    lastAt: spans.subarray(count),
    ids: words.subarray(0, count),
    customers: words.subarray(count, 2 * count),
    contact(place) {
      const from = rowsFrom + (place === 0 ? 0 : ends[place - 1]!);
      const row = decoder.decode(bytes.subarray(from, rowsFrom + ends[place]!));
      return contactOfRow(JSON.parse(row) as ContactRow);
    },
  };
}

/** FNV-1a, never 0. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0 || 1;
}

/** The first and the last instant at which anything of it was so. */
export function spanOf({ newestAt, story }: ContactRecord): {
  readonly firstAt: Instant;
  readonly lastAt: Instant;
} {
  const { legs, bot } = story;
  const span = { firstAt: newestAt, lastAt: newestAt };
  const take = (at: Instant | null): void => {
    if (at === null) return;
    if (at < span.firstAt) span.firstAt = at;
    if (at > span.lastAt) span.lastAt = at;
  };
  for (const leg of legs) {
    const { offeredAt, exitAt, endedAt, wrappedUpAt, wrapUpGuessedAt } = leg;
    [offeredAt, exitAt, endedAt, wrappedUpAt, wrapUpGuessedAt].forEach(take);
    for (const { since, until } of leg.rings) [since, until].forEach(take);
    for (const { from, until } of leg.handlers) [from, until].forEach(take);
  }
  if (bot) [bot.engagedAt, bot.resolvedAt, bot.handedOverAt].forEach(take);
  return span;
}

/** Something that it has an agent do goes on. */
function keepsBusy(leg: Leg): boolean {
  const lasts = ({ until }: { readonly until: Instant | null }): boolean => until === null;
  return isWrappingUp(leg) || leg.rings.some(lasts) || leg.handlers.some(lasts);
}
