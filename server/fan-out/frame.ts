import { commonFrame, type CommonFrame } from './common-frame.ts';

/*
 * WebSocket frames as a server sends them: unmasked, in one piece. A `next` message carries its
 * operation's id last, so that all before it is one buffer for everybody who is told the same:
 *
 *   header  {"type":"next","payload":…,"id":  │  "1"}
 *   ───────────── shared ───────────────────    own
 */

const FINAL_TEXT = 0x81;
/** The first reserved bit: the message is deflated. */
const DEFLATED = 0x40;

/** What ends a client's frames: the id of its operation, as JSON, and the message's end. */
export function frameEnd(operationId: string): Buffer {
  return Buffer.from(`${JSON.stringify(operationId)}}`);
}

/** All of a `next` message but its end. */
export function sharedText(payload: string): Buffer {
  return Buffer.from(`{"type":"next","payload":${payload},"id":`);
}

/** The frame of a `next` message for ends of this length. */
export function nextFrame(payload: string, endLength: number): CommonFrame {
  const shared = sharedText(payload);
  return commonFrame([frameHeader(shared.length + endLength), shared], endLength);
}

/** A whole text frame. */
export function textFrame(message: string): Buffer {
  const body = Buffer.from(message);
  return Buffer.concat([frameHeader(body.length), body]);
}

/** The header of a text message of `length` bytes, as they go over the wire. */
export function frameHeader(length: number, { deflated = false } = {}): Buffer {
  const kind = deflated ? FINAL_TEXT | DEFLATED : FINAL_TEXT;
  if (length < 126) return Buffer.from([kind, length]);
  if (length < 0x10000) {
    const header = Buffer.from([kind, 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.from([kind, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUIntBE(length, 4, 6);
  return header;
}
