/**
 * Whether If-None-Match names the entity tag of what would be answered (RFC 9110, 13.1.2): alone, in a
 * list, or as `*`. Tags are compared weakly: who has the page in another coding has the page.
 */
export function isKnownTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return (ifNoneMatch.match(ENTITY_TAG) ?? []).some((named) => opaque(named) === opaque(tag));
}

/** A comma may be within one. */
const ENTITY_TAG = /(?:W\/)?"[^"]*"/g;

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
