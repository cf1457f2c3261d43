import { constants, deflateRawSync } from 'node:zlib';
import { commonFrame, type CommonFrame } from './common-frame.ts';
import { frameHeader, sharedText } from './frame.ts';

/*
 * The same `next` message for clients that have agreed on permessage-deflate (RFC 7692), without
 * memory from message to message. It is deflated once for all; what is the client's own follows as
 * it is, in a stored block:
 *
 *   header  deflated {"type":"next","payload":…,"id":  │  length ~length "1"} 0
 *   ──────────────────── shared ─────────────────────    ──────── own ────────
 *
 * A flush ends with the head of a stored block, and with the length of one that is empty: 00 00 ff ff.
 * That length is left out here, and the client's own end is what the block holds. The last byte is the
 * head of one more block; its length, that of an empty one, every receiver adds by itself.
 */

const LENGTH_OF_NONE = Buffer.from([0x00, 0x00, 0xff, 0xff]);
const LONGEST_BLOCK = 0xffff;

/**
 * Level 1: higher ones take up to three times as long for a tenth less. Synchronous: 20 KB take
 * 0.13 ms, which is less than the way to another thread and back, and frames keep their order.
 */
const OPTIONS = { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH };

/** What ends a client's deflated frames, of the end of its plain ones; null where that is too long. */
export function storedEnd(end: Buffer): Buffer | null {
  if (end.length > LONGEST_BLOCK) return null;
  const block = Buffer.alloc(LENGTH_OF_NONE.length + end.length + 1);
  block.writeUInt16LE(end.length, 0);
  block.writeUInt16LE(LONGEST_BLOCK - end.length, 2);
  end.copy(block, LENGTH_OF_NONE.length);
  return block;
}

/** All that deflated frames of this payload share, but for the header. */
export function deflatedBody(payload: string): Buffer {
  const flushed = deflateRawSync(sharedText(payload), OPTIONS);
  return flushed.subarray(0, -LENGTH_OF_NONE.length);
}

/** The deflated frame for ends of this length, each a `storedEnd`. */
export function deflatedNextFrame(body: Buffer, endLength: number): CommonFrame {
  const header = frameHeader(body.length + endLength, { deflated: true });
  return commonFrame([header, body], endLength);
}
