import type { Duplex } from 'node:stream';
import type { Member } from './cohort.ts';
import { frameEnd } from './frame.ts';

/*
 * A lane: one connection's own way to its socket, beside the library's. Both write whole frames in
 * one turn, so they never mix.
 *
 * 1. A frame is made for the socket only while the socket has taken everything before it; until then
 *    an operation is only marked as having news. So a slow reader is given newer updates, not more.
 * 2. What waits in this process for a stalled reader is one frame, shared by all at the same place.
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
  readonly following: Following;
  member: Member | null;
}

/** `isOpen`: whether messages may still be sent. */
export function createLane(options: { socket: Duplex; isOpen: () => boolean }): Lane {
  const { socket, isOpen } = options;
  /** Those with news that the socket could not take yet. */
  const behind = new Set<Operation>();
  let isAsking = false;

  return {
    follow(following) {
      const operation: Operation = {
        end: frameEnd(following.operationId),
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
    const { member, end, following } = operation;
    if (!member || !isOpen()) return;
    if (socket.writableLength > 0) {
      behind.add(operation);
      askForRoom();
      return;
    }
    try {
      const rendering = member.take();
      if (rendering) write(rendering.sharedFrame(end.length), end);
    } catch (error) {
      following.onEnd(error);
    }
  }

  function write(shared: Buffer, end: Buffer): void {
    socket.cork();
    socket.write(shared);
    socket.write(end);
    socket.uncork();
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
