import type { IncomingMessage } from 'node:http';
import type { Viewer } from '#server/graphql/context.ts';
import { readSessionCookie } from './cookie.ts';
import { isSameSecret } from './same-secret.ts';
import type { Sessions } from './session.ts';

/*
 * The way in. A machine shows the API token; a browser shows the cookie it got for the sign-in key.
 * A cookie travels with every request that a browser makes, also one that another site caused, so
 * it counts only together with our own origin.
 */

/** Who asks, or why nobody is let in. */
export type Admission =
  | { readonly kind: 'admitted'; readonly viewer: Viewer }
  | { readonly kind: 'unknown' }
  /** Signed in, but the request comes from a page of another origin, or hides where it comes from. */
  | { readonly kind: 'foreignOrigin' };

export interface Gate {
  /** Decides on an HTTP request by its headers. */
  admit(request: IncomingMessage): Admission;
  /** Decides on a WebSocket by its upgrade request and the payload of its connection_init. */
  admitSocket(request: IncomingMessage, payload: unknown): Admission;
}

/** `token`: the API token; without one no bearer is let in. */
export function createGate(options: { token: string | null; sessions: Sessions }): Gate {
  const { sessions } = options;
  const token = options.token || null;

  return {
    admit(request) {
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const bearer = /^Bearer +(.+)$/i.exec(authorization);
        return admitBearer(bearer?.[1] ?? null);
      }
      return admitCookie(request);
    },
    admitSocket(request, payload) {
      const shown = authorizationOf(payload);
      if (shown !== null) return admitBearer(shown.replace(/^Bearer +/i, ''));
      return admitCookie(request);
    },
  };

  function admitBearer(shown: string | null): Admission {
    if (token === null || shown === null || !isSameSecret(shown.trim(), token)) return UNKNOWN;
    return { kind: 'admitted', viewer: { kind: 'token' } };
  }

  function admitCookie(request: IncomingMessage): Admission {
    const value = readSessionCookie(request);
    const session = value === null ? null : sessions.verify(value);
    if (!session) return UNKNOWN;
    if (!isOwnOrigin(request)) return { kind: 'foreignOrigin' };
    return { kind: 'admitted', viewer: { kind: 'session', id: session.id } };
  }
}

const UNKNOWN: Admission = { kind: 'unknown' };

function authorizationOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const { authorization, Authorization } = payload as Record<string, unknown>;
  const shown = authorization ?? Authorization;
  if (shown === undefined) return null;
  // Whatever else was sent is no token.
  return typeof shown === 'string' ? shown : '';
}

/**
 * Behind a proxy the name that the browser sees is in X-Forwarded-Host; no page can set that header.
 * A browser names the origin of whatever a page causes that could change something; without one it
 * is an address typed in, or no browser at all.
 */
function isOwnOrigin({ headers }: IncomingMessage): boolean {
  const { origin } = headers;
  if (origin === undefined) return !FOREIGN.has(headers['sec-fetch-site'] ?? '');
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host !== '' && (host === headers.host || host === headers['x-forwarded-host']);
}

/** `same-site` too: another port of this machine is another programme's. */
const FOREIGN: ReadonlySet<string | string[]> = new Set(['cross-site', 'same-site']);
