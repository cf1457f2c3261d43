import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { welcomesGzip } from './accepted-encoding.ts';
import { isKnownTag } from './known-tag.ts';
import { isMethodAllowed, sendText } from './respond.ts';

const zip = promisify(gzip);

export type StaticFiles = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<void>;

/**
 * Serves the web app from `folder`: files as they are, the app's page for every path of the
 * contract, a plain sentence for the rest. Files hold no data, so nobody need be signed in.
 */
export function createStaticFiles(folder: string): StaticFiles {
  const cache = new Map<string, StoredFile>();

  return async (request, response, path) => {
    if (!isMethodAllowed(request.method, ['GET', 'HEAD'], response)) return;
    const isPage = isAppPath(path);
    const file = await load(isPage ? '/index.html' : (OTHER_NAMES[path] ?? path));
    if (file) return sendFile(request, response, file);
    const sentence = isPage
      ? 'The web app is not built yet: run npm run build.'
      : 'There is nothing at this address.';
    sendText(response, sentence, { status: 404 });
  };

  async function load(path: string): Promise<StoredFile | null> {
    const name = fileName(path);
    if (name === null) return null;
    const full = join(folder, name);
    // Missing, a folder, a name that the file system does not take: nothing is there.
    const found = await stat(full).catch(() => null);
    if (!found?.isFile()) return null;
    const known = cache.get(full);
    if (known?.modifiedAt === found.mtimeMs && known.size === found.size) return known;
    const file = await store({ full, name, modifiedAt: found.mtimeMs });
    cache.set(full, file);
    return file;
  }
}

interface StoredFile {
  readonly bytes: Buffer;
  /** `null` for what is compressed already. */
  readonly zipped: Buffer | null;
  readonly size: number;
  readonly modifiedAt: number;
  /** Of the content, zipped or not: hence a weak one. */
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
}

const APP_PATH = /^\/(?:|floor|wall\/[^/]+|tv|history(?:\/report)?|settings)$/;

/** What browsers ask for by themselves, e.g. beside an answer that is no page of the app. */
const OTHER_NAMES: Readonly<Record<string, string>> = { '/favicon.ico': '/icon.svg' };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSED = new Set(['.png', '.ico', '.woff2']);

function isAppPath(path: string): boolean {
  return APP_PATH.test(path.length > 1 ? path.replace(/\/$/, '') : path);
}

/** The file a path names, always inside the folder; `null` where it names none. */
function fileName(path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  const name = normalize(decoded);
  const isHidden = name.split(sep).some((part) => part.startsWith('.'));
  return name.includes('\0') || isHidden ? null : name;
}

async function store(file: {
  full: string;
  name: string;
  modifiedAt: number;
}): Promise<StoredFile> {
  const bytes = await readFile(file.full);
  const extension = extname(file.name).toLowerCase();
  const tag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return {
    bytes,
    zipped: COMPRESSED.has(extension) ? null : await zip(bytes),
    size: bytes.length,
    modifiedAt: file.modifiedAt,
    tag,
    headers: {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      // The build puts a hash of the content into the names of these files.
      'cache-control': file.name.startsWith(`${sep}assets${sep}`)
        ? 'public, max-age=31536000, immutable'
        : 'no-cache',
      etag: tag,
      vary: 'accept-encoding',
    },
  };
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: StoredFile): void {
  if (isKnownTag(request.headers['if-none-match'], file.tag)) {
    response.writeHead(304, file.headers);
    response.end();
    return;
  }
  const zipped = welcomesGzip(request.headers['accept-encoding']) ? file.zipped : null;
  const body = zipped ?? file.bytes;
  response.writeHead(200, {
    ...file.headers,
    'content-length': body.length,
    ...(zipped && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
