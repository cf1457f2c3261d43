import type { IncomingMessage, ServerResponse } from 'node:http';
import { MINUTE_MS } from '#schema/time/duration.ts';
import type { Clock } from '#server/kit/clock.ts';
import { sessionCookie } from './cookie.ts';
import { isMethodAllowed, send } from './respond.ts';
import { isSameSecret } from './same-secret.ts';
import type { Sessions } from './session.ts';

/** Wrong keys from one address within a minute before the answer is 429. */
const MOST_WRONG_KEYS = 10;

export interface SignInOptions {
  readonly clock: Clock;
  readonly sessions: Sessions;
  /** In the link printed at the start. */
  readonly key: string;
}

export type SignIn = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/**
 * Answers `GET /sign-in?key=KEY[&next=/path]`: the right key sets the session cookie and leads on.
 * The right key passes even after many wrong ones: it cannot be guessed, and so nobody can lock
 * another person out.
 */
export function createSignIn({ clock, sessions, key }: SignInOptions): SignIn {
  let wrongKeys = new Map<string, number>();
  let countedSince = clock.now();

  return (request, response, url) => {
    if (!isMethodAllowed(request.method, ['GET'], response)) return;
    if (isSameSecret(url.searchParams.get('key') ?? '', key)) {
      response.writeHead(303, {
        location: localPath(url.searchParams.get('next')),
        'set-cookie': sessionCookie(request, sessions.issue()),
        'cache-control': 'no-store',
      });
      response.end();
      return;
    }
    const tooMany = countWrongKey(request.socket.remoteAddress ?? '') > MOST_WRONG_KEYS;
    sendPage(response, tooMany ? TOO_MANY : WRONG_KEY, tooMany ? 429 : 401);
  };

  function countWrongKey(address: string): number {
    if (Math.abs(clock.now() - countedSince) >= MINUTE_MS) {
      wrongKeys = new Map();
      countedSince = clock.now();
    }
    const count = (wrongKeys.get(address) ?? 0) + 1;
    wrongKeys.set(address, count);
    return count;
  }
}

const WRONG_KEY = {
  en: 'This sign-in link is not valid; open the one that Tidewall printed when it started.',
  zh: '登录链接无效，请打开观澜启动时显示的链接。',
};
const TOO_MANY = {
  en: 'Too many wrong sign-in links; wait a minute.',
  zh: '无效的登录尝试过多，请稍候一分钟。',
};

function sendPage(
  response: ServerResponse,
  text: { en: string; zh: string },
  status: number,
): void {
  const page = [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><title>Tidewall 观澜</title>',
    `<p>${text.en}</p><p lang="zh-CN">${text.zh}</p></html>`,
  ];
  send(response, page.join(''), 'text/html; charset=utf-8', {
    status,
    headers: status === 429 ? { 'retry-after': '60' } : {},
  });
}

/** Only a path of ours: `//host` and `/\host` lead elsewhere. */
function localPath(next: string | null): string {
  return next !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes('\\')
    ? next
    : '/';
}
