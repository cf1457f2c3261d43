/*
 * WebSocket frames as a server sends them: unmasked, in one piece. A `next` message carries its
 * operation's id last, so that all before it is one buffer for everybody who is told the same:
 *
 *   header  {"type":"next","payload":…,"id":  │  "1"}
 *   ───────────── shared ───────────────────    own
 */

const FINAL_TEXT = 0x81;

/** What ends a client's frames: the id of its operation, as JSON, and the message's end. */
export function frameEnd(operationId: string): Buffer {
  return Buffer.from(`${JSON.stringify(operationId)}}`);
}

/** All of a `next` message's frame but the `endLength` bytes of its end. */
export function sharedFrame(payload: string, endLength: number): Buffer {
  const shared = Buffer.from(`{"type":"next","payload":${payload},"id":`);
  return Buffer.concat([textHeader(shared.length + endLength), shared]);
}

/** A whole text frame. */
export function textFrame(message: string): Buffer {
  const body = Buffer.from(message);
  return Buffer.concat([textHeader(body.length), body]);
}

/** The header of a text message of `length` bytes. */
function textHeader(length: number): Buffer {
  if (length < 126) return Buffer.from([FINAL_TEXT, length]);
  if (length < 0x10000) {
    const header = Buffer.from([FINAL_TEXT, 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.from([FINAL_TEXT, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUIntBE(length, 4, 6);
  return header;
}
