import { expect, test } from 'vitest';
import { routeOf } from '#web/screens/route.ts';
import { signInKey } from '#web/screens/sign-in-key.ts';

test('every path leads somewhere', () => {
  expect(routeOf('/wall/main')).toEqual({ screen: 'wall', board: 'main' });
  expect(routeOf('/wall')).toEqual({ screen: 'wall', board: 'main' });
  expect(routeOf('/wall/%E4')).toEqual({ screen: 'wall', board: '%E4' });
  expect(routeOf('/settings')).toEqual({ screen: 'settings' });
  expect(routeOf('/history')).toEqual({ screen: 'history' });
  expect(routeOf('/history/report')).toEqual({ screen: 'report' });
  expect(routeOf('/')).toEqual({ screen: 'overview' });
  expect(routeOf('/nonsense')).toEqual({ screen: 'overview' });
});

test('a screen that is promised but not built says so', () => {
  expect(routeOf('/tv')).toEqual({ screen: 'overview', notYet: '/tv' });
});

test('a person may paste the link or the key', () => {
  expect(signInKey(' http://127.0.0.1:4000/sign-in?key=abcDEF-123_x&next=/wall/main ')).toBe(
    'abcDEF-123_x',
  );
  expect(signInKey('abcDEF-123_x')).toBe('abcDEF-123_x');
  expect(signInKey('http://127.0.0.1:4000/sign-in?key=a%2Fb')).toBe('a/b');
  expect(signInKey('')).toBeNull();
  expect(signInKey('hello there')).toBeNull();
  expect(signInKey('http://127.0.0.1:4000/?key=%')).toBeNull();
});
