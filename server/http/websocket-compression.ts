import type { IncomingMessage } from 'node:http';
import { constants, inflateRawSync } from 'node:zlib';
import type { PerMessageDeflateOptions, WebSocket } from 'ws';

/*
 * Compression as a WebSocket's two ends agree on it (permessage-deflate, RFC 7692). What is sent is
 * deflated by whoever makes it, once for all who are told the same. The library answers the offer;
 * what it would inflate in three turns of its threads, and with an inflater for each client, is
 * inflated at once.
 */

/** Each message stands for itself, in both directions: only so can one be for many. */
export const COMPRESSION: PerMessageDeflateOptions = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  // What the library itself sends is short, and goes as it is, at once: else what is written beside
  // it would overtake it.
  threshold: Number.MAX_SAFE_INTEGER,
};

const NAME = 'permessage-deflate';

/** An offer that asks nothing of us but what we do. */
const OFFER =
  /^permessage-deflate(?:;(?:(?:server|client)_no_context_takeover|client_max_window_bits(?:="?(?:[89]|1[0-5])"?)?))*$/;

/**
 * Leaves of what a client offers only what we agree to, and nothing where that is nothing: the
 * library turns away a client whose offer it cannot take, and agrees to windows smaller than ours.
 */
export function narrowOffer({ headers }: IncomingMessage): void {
  const offers = headers['sec-websocket-extensions']?.replaceAll(/\s/g, '').split(',') ?? [];
  delete headers['sec-websocket-extensions'];
  if (offers.some((offer) => OFFER.test(offer))) headers['sec-websocket-extensions'] = NAME;
}

/** Whether deflated messages may be sent to it. */
export function hasAgreedOnCompression({ extensions }: WebSocket): boolean {
  return extensions === NAME;
}

/** The library's own. */
interface Extension {
  decompress(
    data: Buffer,
    isLast: boolean,
    callback: (error: Error | null, message?: Buffer) => void,
  ): void;
}

/**
 * Inflates what this client says at once, where that is as usual: a message in one piece that is good
 * and no longer than `largest` bytes. All else, and every refusal, is the library's.
 */
export function inflateAtOnce(client: WebSocket, largest: number): void {
  // Not of its public face: were it gone, the library would do it all, as rightly, at its price.
  const extension = (client as { _extensions?: Record<string, Extension> })._extensions?.[NAME];
  if (!extension) return;
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: largest };
  const library = extension.decompress.bind(extension);
  let isWhole = true;
  extension.decompress = (data, isLast, callback) => {
    const message = isWhole && isLast ? inflated(data, options) : null;
    isWhole = isLast;
    // Later: the library goes on reading when it is called back.
    if (message) process.nextTick(callback, null, message);
    else library(data, isLast, callback);
  };
}

/** What a sender leaves out of every message. */
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** Null where it cannot be. */
function inflated(data: Buffer, options: Parameters<typeof inflateRawSync>[1]): Buffer | null {
  try {
    return inflateRawSync(Buffer.concat([data, TAIL]), options);
  } catch {
    return null;
  }
}
