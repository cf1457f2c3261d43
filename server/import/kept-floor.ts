import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { FloorState } from '#server/floor/state.ts';
import type { SavedQueueLog } from '#server/ingest/queue-log/translate.ts';
import { openCheckpoints } from '#server/journal/checkpoints.ts';
import type { ChainId } from './known-files.ts';

/** A chain's floor as it was after a line of it. */
export interface KeptFloor {
  /** Lines of the chain that are folded into it. */
  readonly place: number;
  readonly floor: FloorState;
  /** Calls and people that a queue_log had open there. */
  readonly reader: SavedQueueLog | null;
}

/** Keeps a chain's floor between two runs: without it the files are folded again from their beginning. */
export interface FloorKeeper {
  /** The newest one up to `place`; null where there is none that this very code has folded. */
  load(place: number): KeptFloor | null;
  /** Rejects where the disk refuses. */
  save(kept: KeptFloor): Promise<void>;
}

/** `format` names the code that folds and what it folds by. */
export function openFloorKeeper(folder: string, chain: ChainId, format: string): FloorKeeper {
  const floors = openCheckpoints({ path: join(folder, chain), journal: chain, format });
  return {
    load(place) {
      const loaded = floors.load(place);
      if (!loaded) return null;
      const { floor, reader } = deserialize(loaded.state) as Omit<KeptFloor, 'place'>;
      return { place: loaded.seq, floor, reader };
    },
    async save({ place, ...kept }) {
      await floors.save({ seq: place, state: serialize(kept), rows: null, uses: [] });
      floors.dropBefore(place);
    },
  };
}
