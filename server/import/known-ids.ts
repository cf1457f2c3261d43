import type { SourceId } from '#schema/ids.ts';
import { idHash } from '#server/journal/id-hash.ts';
import { IdTable } from '#server/journal/id-table.ts';

/** Ids of events that were told already; some 32 bytes each, whatever their length. */
export interface KnownIds {
  /** False where the event was told before. */
  add(source: SourceId, id: string): boolean;
}

/** Two hashes of 52 bits stand for an id: of a billion events none is mistaken for another. */
export function createKnownIds(): KnownIds {
  const table = new IdTable();
  return {
    add(source, id) {
      const hash = idHash(source, id);
      const other = idHash(id, source);
      if (table.some(hash, (known) => known === other)) return false;
      table.add(hash, other);
      return true;
    },
  };
}
