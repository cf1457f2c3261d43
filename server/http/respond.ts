import type { ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with JSON that no cache keeps. */
export function sendJson(response: ServerResponse, body: unknown, answer: Answer): void {
  send(response, `${JSON.stringify(body)}\n`, 'application/json; charset=utf-8', answer);
}

/** Answers with a plain sentence that no cache keeps. */
export function sendText(response: ServerResponse, text: string, answer: Answer): void {
  send(response, `${text}\n`, 'text/plain; charset=utf-8', answer);
}

/** Answers with text of the given type that no cache keeps. */
export function send(
  response: ServerResponse,
  text: string,
  contentType: string,
  { status, headers }: Answer,
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'cache-control': 'no-store',
    'content-type': contentType,
    'content-length': body.length,
    ...headers,
  });
  response.end(body);
}

/** Answers 405 unless the request's method is one of `allowed`; true where it may go on. */
export function isMethodAllowed(
  method: string | undefined,
  allowed: readonly string[],
  response: ServerResponse,
): boolean {
  if (method !== undefined && allowed.includes(method)) return true;
  sendText(response, `${allowed.join(' or ')} is expected here, but got ${method}.`, {
    status: 405,
    headers: { allow: allowed.join(', ') },
  });
  return false;
}
