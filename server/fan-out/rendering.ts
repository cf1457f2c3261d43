import type { Instant } from '#schema/ids.ts';
import type { CommonFrame } from './common-frame.ts';
import { deflatedBody, deflatedNextFrame } from './deflated-frame.ts';
import { nextFrame } from './frame.ts';

/** One update as everybody who is told the same gets it: executed once, serialised once, deflated once. */
export interface Rendering {
  /** The floor's clock when it was made. */
  readonly at: Instant;
  /** The result of the execution, as JSON. */
  readonly json: string;
  /** The WebSocket frame, for ends of this length. */
  frame(endLength: number): CommonFrame;
  /** The same deflated, for stored ends of this length; null where it is too short to be worth it. */
  deflatedFrame(endLength: number): CommonFrame | null;
}

/** Characters; what is shorter fits into one packet of a network as it is. */
const DEFLATED_FROM = 1_024;

export function createRendering({ at, json }: { at: Instant; json: string }): Rendering {
  let body: Buffer | null = null;
  const plain = eachLength((endLength) => nextFrame(json, endLength));
  const deflated = eachLength((endLength) =>
    deflatedNextFrame((body ??= deflatedBody(json)), endLength),
  );
  return {
    at,
    json,
    frame: plain,
    deflatedFrame: (endLength) => (json.length < DEFLATED_FROM ? null : deflated(endLength)),
  };
}

/** Ids of one client library are of one length, so this holds one frame, seldom two. */
function eachLength(make: (endLength: number) => CommonFrame): (endLength: number) => CommonFrame {
  const frames = new Map<number, CommonFrame>();
  return (endLength) => {
    let frame = frames.get(endLength);
    if (!frame) frames.set(endLength, (frame = make(endLength)));
    return frame;
  };
}
