import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { SECOND_MS } from '#schema/time/duration.ts';
import { SESSION_LENGTH_MS } from './session.ts';

const NAME = 'tidewall_session';

/** The session cookie's value, or null. */
export function readSessionCookie(request: IncomingMessage): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === NAME) return pair.slice(at + 1).trim();
  }
  return null;
}

/** The Set-Cookie header: out of reach of scripts, and only over https where that is how it came. */
export function sessionCookie(request: IncomingMessage, value: string): string {
  const parts = [
    `${NAME}=${value}`,
    'Path=/',
    `Max-Age=${SESSION_LENGTH_MS / SECOND_MS}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  return (isHttps(request) ? [...parts, 'Secure'] : parts).join('; ');
}

function isHttps(request: IncomingMessage): boolean {
  const forwarded = String(request.headers['x-forwarded-proto'] ?? '')
    .split(',')[0]!
    .trim();
  return forwarded === 'https' || Boolean((request.socket as Partial<TLSSocket>).encrypted);
}
