/** Which screen a path asks for. */
export type Route =
  | { readonly screen: 'wall'; readonly board: string }
  | { readonly screen: 'overview' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'history' }
  /** A day on paper. */
  | { readonly screen: 'report' }
  /** A path of the contract that has no screen of its own yet: the overview, saying so. */
  | { readonly screen: 'overview'; readonly notYet: string };

/** Every path leads somewhere; an unknown one to the overview. */
export function routeOf(path: string): Route {
  const [, first = '', second = ''] = path.split('/');
  if (first === 'wall') return { screen: 'wall', board: second === '' ? 'main' : decode(second) };
  if (first === 'settings') return { screen: 'settings' };
  if (first === 'history') return { screen: second === 'report' ? 'report' : 'history' };
  if (NOT_YET.has(first)) return { screen: 'overview', notYet: `/${first}` };
  return { screen: 'overview' };
}

const NOT_YET = new Set(['floor', 'tv']);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
