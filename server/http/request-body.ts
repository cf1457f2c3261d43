import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How a body may be packed. */
export type BodyEncoding = 'identity' | 'gzip';

/** The encoding that the header names; null for one that is not read here. */
export function bodyEncodingOf(request: IncomingMessage): BodyEncoding | null {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  return encoding === 'identity' || encoding === 'gzip' ? encoding : null;
}

/** Why a body came to no end. `aborted`: its sender went away; `stalled`: sent nothing for too long. */
export type BodyProblem = 'aborted' | 'stalled' | 'notGzip' | 'tooLarge';

export class BodyBroken extends Error {
  override readonly name = 'BodyBroken';
  readonly problem: BodyProblem;

  constructor(problem: BodyProblem) {
    super(`the body could not be read to its end: ${problem}`);
    this.problem = problem;
  }
}

/** A sender that is quiet for longer is let go of. */
const STALL_MS = 30_000;
/** What is not wanted is read on and dropped: a client that is cut off while it sends may never see the answer. */
const MOST_DROPPED_BYTES = 64 * 1024 * 1024;

/** A request's body, unzipped, read as fast as it is asked for and no faster: what is not asked for stays with its sender. */
export class BodyReader {
  readonly #request: IncomingMessage;
  readonly #stream: Readable;
  readonly #stallMs: number;
  #problem: BodyProblem | null = null;
  #isEnd = false;
  #wake: (() => void) | null = null;

  constructor(request: IncomingMessage, encoding: BodyEncoding, stallMs = STALL_MS) {
    this.#request = request;
    this.#stallMs = stallMs;
    this.#stream = encoding === 'gzip' ? request.pipe(createGunzip()) : request;
    this.#stream.on('readable', this.#onReadable);
    this.#stream.on('end', () => {
      this.#isEnd = true;
      this.#wake?.();
    });
    if (this.#stream !== request) this.#stream.on('error', () => this.#fail('notGzip'));
    request.on('error', () => this.#fail('aborted'));
    request.on('close', () => {
      if (!request.complete) this.#fail('aborted');
    });
    request.on('timeout', () => this.#fail('stalled'));
  }

  /** What has come, at least a byte; null at the end. Rejects with BodyBroken. */
  async next(): Promise<Buffer | null> {
    for (;;) {
      const chunk = this.#stream.read() as Buffer | null;
      if (chunk !== null) return chunk;
      if (this.#problem) throw new BodyBroken(this.#problem);
      if (this.#isEnd) return null;
      // Only who is waited for can stall: a slow disk is no fault of the sender's.
      this.#request.setTimeout(this.#stallMs);
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
      this.#request.setTimeout(0);
    }
  }

  /** All of it. Rejects with BodyBroken, also where it is longer than `limit`, as sent or unzipped. */
  async whole(limit: number): Promise<Buffer> {
    if (Number(this.#request.headers['content-length'] ?? 0) > limit)
      throw new BodyBroken('tooLarge');
    const chunks: Buffer[] = [];
    let length = 0;
    for (let chunk = await this.next(); chunk; chunk = await this.next()) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) throw new BodyBroken('tooLarge');
    }
    return Buffer.concat(chunks, length);
  }

  /** Lets go of what is still to come. */
  drop(): void {
    const request = this.#request;
    this.#stream.off('readable', this.#onReadable);
    if (this.#stream !== request) {
      request.unpipe();
      this.#stream.destroy();
    }
    if (request.complete || request.destroyed) return;
    request.setTimeout(this.#stallMs, () => request.destroy());
    request.on('end', () => request.setTimeout(0));
    let dropped = 0;
    request.on('data', (chunk: Buffer) => {
      dropped += chunk.length;
      if (dropped > MOST_DROPPED_BYTES) request.destroy();
    });
    // Once the stream knows that nobody waits to read.
    setImmediate(() => request.resume());
  }

  readonly #onReadable = (): void => this.#wake?.();

  #fail(problem: BodyProblem): void {
    this.#problem ??= problem;
    this.#wake?.();
  }
}
