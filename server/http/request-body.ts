import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

/** A request's body, unzipped, or why it cannot be used. */
export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'unknownEncoding'; readonly encoding: string }
  | { readonly kind: 'notGzip' }
  /** The other side went away before it had sent everything. */
  | { readonly kind: 'aborted' };

/** Reads at most `limit` bytes, as sent and as unzipped: a small body cannot grow into a large one. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') return { kind: 'unknownEncoding', encoding };
  const body = await readBytes(request, limit);
  if (body.kind !== 'bytes' || encoding === 'identity') return body;
  try {
    return { kind: 'bytes', bytes: await unzip(body.bytes, { maxOutputLength: limit }) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'notGzip' };
  }
}

function readBytes(request: IncomingMessage, limit: number): Promise<Body> {
  // What is too large is read on for a while and dropped: a client that is cut off while it sends
  // would never see the answer.
  const patience = 4 * limit;
  if (Number(request.headers['content-length'] ?? 0) > patience) {
    return Promise.resolve({ kind: 'tooLarge' });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (length > patience) {
        request.pause();
        resolve({ kind: 'tooLarge' });
      }
    });
    request.on('end', () => {
      resolve(
        length > limit ? { kind: 'tooLarge' } : { kind: 'bytes', bytes: Buffer.concat(chunks) },
      );
    });
    request.on('close', () => resolve({ kind: 'aborted' }));
    request.on('error', () => resolve({ kind: 'aborted' }));
  });
}
