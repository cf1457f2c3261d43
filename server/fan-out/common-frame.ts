/**
 * A frame that is the same for many clients but for its end. The end is written into the one buffer
 * anew for each client: one write of one buffer costs a fifth less than a `writev` of two, and a
 * socket has mostly handed all of it to the system when the write returns.
 */
export interface CommonFrame {
  /** Bytes, with an end. */
  readonly length: number;
  /** The whole frame with this end, which has the length it was made for; good until the next call. */
  endedBy(end: Buffer): Buffer;
  /** The frame of the last call is still needed: the next call fills another buffer. */
  keep(): void;
  /** All of the frame but its end; never changes. */
  readonly shared: Buffer;
}

/** `parts`, one after the other, are all of the frame but its end of `endLength` bytes. */
export function commonFrame(parts: readonly Buffer[], endLength: number): CommonFrame {
  const sharedLength = parts.reduce((sum, { length }) => sum + length, 0);
  const length = sharedLength + endLength;
  let whole = Buffer.concat(parts, length);
  let isKept = false;
  return {
    length,
    endedBy(end) {
      if (isKept) whole = Buffer.from(whole);
      isKept = false;
      end.copy(whole, sharedLength);
      return whole;
    },
    keep() {
      isKept = true;
    },
    get shared() {
      return whole.subarray(0, sharedLength);
    },
  };
}
