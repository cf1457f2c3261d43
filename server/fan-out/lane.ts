import type { Duplex } from 'node:stream';
import type { Member } from './cohort.ts';
import type { CommonFrame } from './common-frame.ts';
import { storedEnd } from './deflated-frame.ts';
import { frameEnd } from './frame.ts';
import type { Rendering } from './rendering.ts';

/*
 * A lane: one connection's own way to its socket, beside the library's. Both write whole frames in
 * one turn, so they never mix.
 *
 * 1. A frame is made for the socket only while the socket has taken everything before it; until then
 *    an operation is only marked as having news. So a slow reader is given newer updates, not more.
 * 2. What waits in this process for a stalled reader is one frame; a long one is shared by all at the
 *    same place.
 */

/** One operation of a connection that follows a cohort. */
export interface Following {
  readonly operationId: string;
  /** Its way into the cohort; called once. */
  join(on: { onNews(): void; onEnd(): void }): Member;
  /** The cohort tells no more; with the reason where that is a fault. Not called after it has left. */
  onEnd(error?: unknown): void;
}

export interface Lane {
  /** Tells the operation its first update, and every later one as soon as the socket takes it; the answer ends it. */
  follow(following: Following): () => void;
  /** Writes a whole frame, where nothing waits; else leaves it. */
  offer(frame: Buffer): void;
}

interface Operation {
  readonly end: Buffer;
  /** Null where nothing is deflated. */
  readonly storedEnd: Buffer | null;
  readonly following: Following;
  member: Member | null;
}

export interface LaneOptions {
  readonly socket: Duplex;
  /** Whether messages may still be sent. */
  readonly isOpen: () => boolean;
  /** The client has agreed on permessage-deflate, without memory from message to message. */
  readonly deflates: boolean;
}

export function createLane({ socket, isOpen, deflates }: LaneOptions): Lane {
  /** Those with news that the socket could not take yet. */
  const behind = new Set<Operation>();
  let isAsking = false;

  return {
    follow(following) {
      const end = frameEnd(following.operationId);
      const operation: Operation = {
        end,
        storedEnd: deflates ? storedEnd(end) : null,
        following,
        member: null,
      };
      operation.member = following.join({
        onNews: () => tell(operation),
        onEnd: () => following.onEnd(),
      });
      tell(operation);
      return () => {
        behind.delete(operation);
        operation.member?.leave();
        operation.member = null;
      };
    },
    offer(frame) {
      if (isOpen() && socket.writableLength === 0) socket.write(frame);
    },
  };

  function tell(operation: Operation): void {
    const { member, following } = operation;
    if (!member || !isOpen()) return;
    if (socket.writableLength > 0) {
      behind.add(operation);
      askForRoom();
      return;
    }
    try {
      const rendering = member.take();
      if (rendering) write(rendering, operation);
    } catch (error) {
      following.onEnd(error);
    }
  }

  function write(rendering: Rendering, { end, storedEnd }: Operation): void {
    const deflated = storedEnd && rendering.deflatedFrame(storedEnd.length);
    if (deflated) writeFrame(deflated, storedEnd);
    else writeFrame(rendering.frame(end.length), end);
  }

  function writeFrame(frame: CommonFrame, end: Buffer): void {
    if (frame.length > LARGEST_OWN) {
      socket.cork();
      socket.write(frame.shared);
      socket.write(end);
      socket.uncork();
      return;
    }
    socket.write(frame.endedBy(end));
    // What the system has not taken yet waits in that very buffer.
    if (socket.writableLength > 0) frame.keep();
  }

  /** 'drain' comes only after much was written; an empty write is done when all before it is. */
  function askForRoom(): void {
    if (isAsking) return;
    isAsking = true;
    socket.write(NOTHING, () => {
      isAsking = false;
      const waiting = [...behind];
      behind.clear();
      for (const operation of waiting) tell(operation);
    });
  }
}

const NOTHING = Buffer.alloc(0);
/** Bytes of a frame that may wait in a buffer of its own; a longer one is shared by all it waits for. */
const LARGEST_OWN = 32_768;
