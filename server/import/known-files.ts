import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headId, type PastFile } from './past-file.ts';

/*
 * Which files were imported, and in which chain: files that follow one another are one floor, so that
 * a contact or a shift that reaches from one into the next is whole. A file is known by its beginning:
 * renamed, packed or grown it is the same.
 */

/** Tells a chain from all others. */
export type ChainId = string;

export interface KnownFiles {
  /** The name of the file and the chain it is in; null for one that was never seen. */
  find(file: PastFile): { readonly id: string; readonly chain: ChainId } | null;
  /** Chains of files of this kind. */
  chainsLike(kind: string): readonly ChainId[];
  readonly chains: readonly ChainId[];
  /** Notes a file before anything of it goes into the history; a null `chain` begins a new one. */
  add(file: PastFile, chain: ChainId | null, kind: string): { id: string; chain: ChainId };
}

interface Noted {
  /** By file: its chain. */
  readonly files: Record<string, ChainId>;
  /** By chain: what it is of. */
  readonly kinds: Record<ChainId, string>;
}

/** Reads the note in the folder; a note that cannot be read counts as none. */
export function openKnownFiles(folder: string): KnownFiles {
  const path = join(folder, 'files.json');
  const noted = read(path);
  return {
    find(file) {
      const lengths = new Set(Object.keys(noted.files).map((id) => Number(id.split('-')[0])));
      for (const bytes of [...lengths].sort((a, b) => b - a)) {
        if (bytes > file.head.length) continue;
        const id = headId(file.head, bytes);
        const chain = noted.files[id];
        if (chain !== undefined) return { id, chain };
      }
      return null;
    },
    chainsLike: (kind) => Object.keys(noted.kinds).filter((chain) => noted.kinds[chain] === kind),
    get chains() {
      return Object.keys(noted.kinds);
    },
    add(file, known, kind) {
      const id = headId(file.head, file.head.length);
      const chain = known ?? id;
      noted.files[id] = chain;
      noted.kinds[chain] = kind;
      writeFileSync(`${path}.new`, JSON.stringify(noted));
      renameSync(`${path}.new`, path);
      return { id, chain };
    },
  };
}

function read(path: string): Noted {
  try {
    const { files, kinds } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Noted>;
    if (files && kinds) return { files, kinds };
  } catch {
    // Without it a file that was imported before is found to begin the chain named after it.
  }
  return { files: {}, kinds: {} };
}
