import type { ScopedChange } from '#server/graphql/update/scoped-change.ts';

/*
 * What everybody who has all updates of a cohort is sure to have, row by row, as it was written for
 * them. A row that is named in a change but is written as it was (an agent's state changed, and only
 * other counts of its queues than those asked for) need not be told again.
 *
 * 1. A text stands here only while everybody at the newest place has the row so: it was told to all
 *    of them, and since then nobody was given another.
 * 2. Who is given an update by itself (a newcomer, one that lags) may be given something newer than
 *    the others have. What it is given that is not the text here, is sure no more: it is told to all
 *    when it is named next. And it will be: whatever was newer is going to be named.
 * 3. What is gone is forgotten: should it come back, nobody has it.
 */

/** What an update is of: kinds of rows with an identity of their own. */
export type RowKind = 'total' | 'groups' | 'queues' | 'agents';

/** Who is given the update that is written: all who have everything before it, or somebody alone. */
export type Audience = 'everybody' | 'somebody';

export interface SureRows {
  /** The rows of one field of the selection: whether a row, as written, is to be told. */
  field(kind: RowKind): (id: string, text: string) => boolean;
  /** An update is going to be written; `null`: a snapshot. */
  begin(audience: Audience, change: ScopedChange | null): void;
  /** It is written. */
  end(): void;
  /** Nothing is sure any more. */
  forget(): void;
}

interface Field {
  readonly kind: RowKind;
  readonly texts: Map<string, string>;
  /** The rows of a snapshot so far. */
  readonly seen: Set<string>;
}

export function createSureRows(): SureRows {
  const fields: Field[] = [];
  let isToEverybody = false;
  let isSnapshot = false;

  return {
    field(kind) {
      const field: Field = { kind, texts: new Map(), seen: new Set() };
      fields.push(field);
      const { texts, seen } = field;
      return (id, text) => {
        const sure = texts.get(id);
        if (isToEverybody) {
          if (sure === text) return false;
          texts.set(id, text);
          return true;
        }
        if (sure !== undefined && sure !== text) texts.delete(id);
        if (isSnapshot) seen.add(id);
        return true;
      };
    },
    begin(audience, change) {
      isSnapshot = change === null;
      isToEverybody = audience === 'everybody' && !isSnapshot;
      for (const { kind, texts, seen } of fields) {
        if (seen.size > 0) seen.clear();
        if (!change) continue;
        if (kind === 'groups' && change.allGroups) texts.clear();
        const removed = kind === 'queues' || kind === 'agents' ? change.removed[kind] : [];
        for (const id of removed) texts.delete(id);
      }
    },
    end() {
      if (!isSnapshot) return;
      for (const { texts, seen } of fields)
        for (const id of texts.keys()) if (!seen.has(id)) texts.delete(id);
    },
    forget() {
      for (const { texts } of fields) texts.clear();
    },
  };
}
