import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What every answer carries: the page loads nothing from elsewhere, sits in nobody's frame, and
 * tells nobody where it was. The socket's address is named beside 'self' for the browsers of older
 * screens, which do not count ws: as the same origin.
 */
export function setSecurityHeaders(request: IncomingMessage, response: ServerResponse): void {
  const host = /^[\w.:[\]-]{1,255}$/.exec(request.headers.host ?? '')?.[0];
  const sockets = host ? ` ws://${host} wss://${host}` : '';
  const policy = [
    "default-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    // Only the style attribute (the width of a bar); style sheets come from files.
    "style-src-attr 'unsafe-inline'",
    `connect-src 'self'${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  response.setHeader('content-security-policy', policy.join('; '));
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
}
