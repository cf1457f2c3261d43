import { createRandom, type Random } from '#server/ingest/demo/random.ts';
import { JournalRefused } from '#server/journal/journal-refused.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import type { Journal } from '#server/journal/journal.ts';
import { SimulatedDisk } from '#test/support/simulated-disk.ts';
import { HandClock, newAccount, Workload, type LogAccount } from './workload.ts';

export interface CorruptionAccount extends LogAccount {
  corruptions: number;
  /** Of them: in records, in what is derived, in the mark of the end. */
  readonly hit: Record<'log' | 'index' | 'ids' | 'tail', number>;
  /** Acknowledged entries that are gone, and told as damage. */
  damaged: number;
  /** Damages that were told. */
  damageSaid: number;
  /** Starts refused with a sentence: nothing said whose log it was. */
  refused: number;
}

export interface CorruptionOptions {
  readonly corruptions: number;
  readonly seed: string;
  readonly onProgress?: (account: CorruptionAccount) => void;
}

/**
 * Writes a log, changes bytes of its files behind its back, opens it again and looks at every answer:
 * what is served has to be what was written, and what is missing has to lie in a damage that is told.
 */
export async function runCorruptions(options: CorruptionOptions): Promise<CorruptionAccount> {
  const account: CorruptionAccount = {
    ...newAccount(),
    corruptions: 0,
    hit: { log: 0, index: 0, ids: 0, tail: 0 },
    damaged: 0,
    damageSaid: 0,
    refused: 0,
  };
  while (account.corruptions < options.corruptions) {
    await oneCorruption(createRandom(`${options.seed}/${account.corruptions}`), account);
    options.onProgress?.(account);
  }
  return account;
}

async function oneCorruption(random: Random, account: CorruptionAccount): Promise<void> {
  const disk = new SimulatedDisk();
  const workload = new Workload(random);
  const clock = new HandClock();
  const sizes = { segmentBytes: Math.floor(random.between(500, 20_000)), dayBytes: 500 };
  const open = () => openJournal({ path: '/data', disk, clock, leastInRun: 8, ...sizes });
  const journal = await open();
  const turns = 1 + Math.floor(random.next() * 15);
  for (let turn = 0; turn < turns; turn++) await workload.turn(journal);
  // Closed, or killed: then the page cache has all of it.
  if (random.chance(0.5)) await journal.close();
  else await until(journal);
  corrupt(disk, random, account);
  account.corruptions += 1;
  try {
    for (let start = 0; start < 3; start++) {
      const again = await open();
      // The scrub, slice by slice.
      for (let slice = 0; slice < 40; slice++) clock.ring();
      workload.check(again, account);
      account.damageSaid += again.health.damage.length;
      const { size } = workload.acknowledged;
      workload.forgetDamaged(again);
      account.damaged += size - workload.acknowledged.size;
      for (let turn = 0; turn < 3; turn++) await workload.turn(again);
      workload.check(again, account);
      await again.close();
    }
  } catch (error) {
    if (!(error instanceof JournalRefused)) throw error;
    account.refused += 1;
  }
}

/** Leaves a journal alone, as a killed process does; only what it had begun is finished. */
async function until(journal: Journal): Promise<void> {
  await journal.append([{ kind: 'tick', floorAt: 1 }]);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function corrupt(disk: SimulatedDisk, random: Random, account: CorruptionAccount): void {
  const path = random.pick(disk.paths.filter((one) => disk.contents(one).length > 0));
  const kind = path.endsWith('.log') ? 'log' : path.endsWith('.index') ? 'index' : 'ids';
  account.hit[path.endsWith('tail') ? 'tail' : kind] += 1;
  const bytes = disk.contents(path);
  const at = Math.floor(random.next() * bytes.length);
  const length = Math.floor(random.next() * 700);
  switch (Math.floor(random.next() * 6)) {
    case 0:
    case 1:
      bytes[at]! ^= 1 << Math.floor(random.next() * 8);
      return disk.damage(path, bytes);
    case 2:
      bytes.fill(0, at, Math.min(bytes.length, at + length));
      return disk.damage(path, bytes);
    case 3:
      for (let one = at; one < Math.min(bytes.length, at + length); one++)
        bytes[one] = Math.floor(random.next() * 256);
      return disk.damage(path, bytes);
    case 4:
      return disk.damage(path, bytes.subarray(0, at));
    default:
      return disk.damage(path, random.chance(0.3) ? null : moved(bytes, at, length));
  }
}

/** A stretch of the file once more at another place of it. */
function moved(bytes: Buffer, at: number, length: number): Buffer {
  const copy = Buffer.from(bytes);
  bytes.copy(copy, Math.floor(at / 2), at, at + length);
  return copy;
}
