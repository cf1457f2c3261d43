/**
 * The key in what a person pasted: a whole sign-in link, its query, or the key alone. Null where there is
 * none.
 */
export function signInKey(pasted: string): string | null {
  const text = pasted.trim();
  const found = /[?&]key=([^&#\s]+)/.exec(text);
  if (found?.[1] !== undefined) return decoded(found[1]);
  return /^[\w.~+/=-]{8,}$/.test(text) ? text : null;
}

function decoded(key: string): string | null {
  try {
    return decodeURIComponent(key);
  } catch {
    return null;
  }
}
