import { createRandom, type Random } from '#server/ingest/demo/random.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { SimulatedDisk } from '#test/support/simulated-disk.ts';
import { HandClock, newAccount, Workload, type LogAccount } from './workload.ts';

export interface PowerCutAccount extends LogAccount {
  cuts: number;
  /** Of them, while the journal was being opened. */
  cutsAtStart: number;
  /** Damage that was told: a power cut is none. */
  damageSaid: number;
}

export interface PowerCutOptions {
  readonly cuts: number;
  readonly seed: string;
  readonly onProgress?: (account: PowerCutAccount) => void;
}

/** Lives of one disk before it is replaced by a new one. */
const LIVES = 12;

/**
 * Pulls the plug at random calls of the disk, keeps only what was synced and a random part of the rest,
 * opens the journal again and compares it with what was acknowledged.
 */
export async function runPowerCuts(options: PowerCutOptions): Promise<PowerCutAccount> {
  const account = { ...newAccount(), cuts: 0, cutsAtStart: 0, damageSaid: 0 };
  for (let disk = 0; account.cuts < options.cuts; disk++)
    await oneDisk(options, createRandom(`${options.seed}/${disk}`), account);
  return account;
}

async function oneDisk(
  { cuts, onProgress }: PowerCutOptions,
  random: Random,
  account: PowerCutAccount,
): Promise<void> {
  const disk = new SimulatedDisk();
  const workload = new Workload(random);
  const open = {
    path: '/data',
    disk,
    segmentBytes: Math.floor(random.between(500, 20_000)),
    dayBytes: 500,
    leastInRun: 8,
  };
  for (let life = 0; life < LIVES && account.cuts < cuts; life++) {
    disk.cutAt = disk.calls + 1 + Math.floor(random.next() * 120);
    try {
      const journal = await openJournal({ ...open, clock: new HandClock() });
      while (disk.calls < disk.cutAt) await workload.turn(journal);
      await journal.close().catch(() => undefined);
    } catch {
      account.cutsAtStart += 1;
    }
    disk.powerCut(random);
    account.cuts += 1;
    const after = await openJournal({ ...open, clock: new HandClock() });
    account.damageSaid += after.health.damage.length;
    workload.check(after, account);
    await after.close();
    onProgress?.(account);
  }
}
