import type { ContactId } from '#schema/ids.ts';

/** Contacts in one run, about: telling so many stories anew takes some tens of milliseconds in all. */
const MOST_AT_ONCE = 2_000;

/** Which contacts a run looks at. After `parts` runs in a row each contact has had its turn. */
export interface Sample {
  readonly run: number;
  /** One in so many. */
  readonly parts: number;
  /** Looked at in every run. */
  readonly always: ReadonlySet<ContactId>;
}

/** The sample of a run over `contacts` contacts: all of a small floor, one in so many of a large one. */
export function sampleOf(run: number, contacts: number, always: Iterable<ContactId> = []): Sample {
  const parts = Math.max(1, Math.ceil(contacts / MOST_AT_ONCE));
  return { run, parts, always: new Set(always) };
}

export function isSampled({ run, parts, always }: Sample, contact: ContactId): boolean {
  return hash(contact) % parts === run % parts || always.has(contact);
}

/** FNV-1a over the UTF-16 units: the same on every machine. */
function hash(text: string): number {
  let hashed = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hashed = Math.imul(hashed ^ text.charCodeAt(index), 0x01000193);
  return hashed >>> 0;
}
