import type { Instant } from '#schema/ids.ts';
import { sharedFrame } from './frame.ts';

/** One update as everybody who is told the same gets it: executed once, serialised once. */
export interface Rendering {
  /** The floor's clock when it was made. */
  readonly at: Instant;
  /** The result of the execution, as JSON. */
  readonly json: string;
  /** All of the WebSocket frame but its end, for ends of this length. */
  sharedFrame(endLength: number): Buffer;
}

export function createRendering({ at, json }: { at: Instant; json: string }): Rendering {
  // Ids of one client library are of one length, so this holds one frame, seldom two.
  const frames = new Map<number, Buffer>();
  return {
    at,
    json,
    sharedFrame(endLength) {
      let frame = frames.get(endLength);
      if (!frame) frames.set(endLength, (frame = sharedFrame(json, endLength)));
      return frame;
    },
  };
}
