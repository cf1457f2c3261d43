/** What this browser remembers between visits. A browser that allows none forgets, and all still works. */
export type Remembered = 'language' | 'wall-language' | 'name';

/** What was remembered, or null. */
export function recall(what: Remembered): string | null {
  try {
    return localStorage.getItem(`tidewall:${what}`);
  } catch {
    return null;
  }
}

/** Remembers it until told otherwise. */
export function remember(what: Remembered, value: string): void {
  try {
    localStorage.setItem(`tidewall:${what}`, value);
  } catch {
    // Private windows may refuse; then it is asked again next time.
  }
}

/** What this tab alone remembers, as long as it is open; null where it remembers nothing. */
export function recallInTab(what: 'new-build'): string | null {
  try {
    return sessionStorage.getItem(`tidewall:${what}`);
  } catch {
    return null;
  }
}

/** Remembers it as long as this tab is open, also when its page is loaded again. */
export function rememberInTab(what: 'new-build', value: string): void {
  try {
    sessionStorage.setItem(`tidewall:${what}`, value);
  } catch {
    // As above.
  }
}
