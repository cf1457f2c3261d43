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
