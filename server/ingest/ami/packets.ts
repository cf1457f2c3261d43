import { createLineSplitter } from '#server/kit/line-splitter.ts';

/** One packet of the manager protocol: its headers in order; names may repeat. */
export interface AmiPacket {
  /** The first value of a header; an empty string where it is missing. */
  get(name: string): string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the bytes tell. */
export type AmiItem =
  | { readonly kind: 'banner'; readonly version: string }
  | { readonly kind: 'packet'; readonly packet: AmiPacket }
  | { readonly kind: 'refused'; readonly reason: string };

export interface AmiParser {
  push(chunk: Uint8Array): AmiItem[];
  /** Something is unfinished: the connection ended in the middle of a packet. */
  readonly midPacket: boolean;
}

/** A packet with more headers than this is not what Asterisk sends. */
const MAX_HEADERS = 2_000;
const BANNER = 'Asterisk Call Manager/';

/**
 * Bytes of one connection into packets; cut anywhere, also within a character. A line that is no
 * header is refused by its place, and the rest of its packet is used all the same.
 */
export function createAmiParser(): AmiParser {
  const splitter = createLineSplitter();
  let headers: [string, string][] = [];
  let packets = 0;
  let overflowing = false;

  const take = (line: string | null): AmiItem | null => {
    if (line === '') {
      if (headers.length === 0) return null;
      const packet = packetOf(headers);
      headers = [];
      overflowing = false;
      packets += 1;
      return { kind: 'packet', packet };
    }
    const place = `packet ${packets + 1}, line ${headers.length + 1}`;
    if (line === null) return { kind: 'refused', reason: `${place}: the line is too long` };
    if (headers.length === 0 && line.startsWith(BANNER))
      return { kind: 'banner', version: line.slice(BANNER.length) };
    if (headers.length >= MAX_HEADERS) {
      if (overflowing) return null;
      overflowing = true;
      return { kind: 'refused', reason: `${place}: too many headers, the rest is left out` };
    }
    const colon = line.indexOf(':');
    if (colon <= 0) return { kind: 'refused', reason: `${place}: "Name: value" is expected` };
    const from = line[colon + 1] === ' ' ? colon + 2 : colon + 1;
    headers.push([line.slice(0, colon), line.slice(from)]);
    return null;
  };

  return {
    push(chunk) {
      const items: AmiItem[] = [];
      for (const { text } of splitter.push(chunk)) {
        const item = take(text);
        if (item) items.push(item);
      }
      return items;
    },
    get midPacket() {
      return headers.length > 0 || splitter.pendingBytes > 0;
    },
  };
}

/** A packet of headers; for what is parsed, and for what is told again after a list is whole. */
export function packetOf(headers: readonly (readonly [string, string])[]): AmiPacket {
  return {
    headers,
    get: (name) => headers.find((header) => header[0] === name)?.[1] ?? '',
  };
}

/**
 * The bytes of an action. Throws where a value would break the protocol's lines: an action must
 * never smuggle another one in.
 */
export function actionBytes(headers: readonly (readonly [string, string])[]): Buffer {
  for (const [name, value] of headers)
    if (/[\r\n]/.test(name + value))
      throw new Error(`an AMI ${name} is expected to be one line, but got a line break in it`);
  return Buffer.from(headers.map(([name, value]) => `${name}: ${value}\r\n`).join('') + '\r\n');
}
