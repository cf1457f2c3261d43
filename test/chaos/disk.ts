import { createRandom, type Random } from '#server/ingest/demo/random.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import type { Journal } from '#server/journal/journal.ts';
import { diskError, type DiskCall } from '#test/support/faulty-disk.ts';
import { SimulatedDisk } from '#test/support/simulated-disk.ts';
import { HandClock, newAccount, Workload, type LogAccount } from './workload.ts';

export interface DiskErrorAccount extends LogAccount {
  /** Calls of the disk that failed, or took less than they were given. */
  errors: number;
  /** Appends that were refused. */
  refused: number;
  /** Outages that ended by themselves once the disk answered again. */
  healed: number;
  /** Outages that did not. */
  notHealed: number;
  /** Starts that were refused with a sentence. */
  startsRefused: number;
  damageSaid: number;
}

export interface DiskErrorOptions {
  readonly errors: number;
  readonly seed: string;
  readonly onProgress?: (account: DiskErrorAccount) => void;
}

const CODES = ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS'];

/**
 * Lets calls of the disk fail at random, then stops, waits for the journal to heal, and compares what
 * it answers, at once and after a power cut, with what it acknowledged.
 */
export async function runDiskErrors(options: DiskErrorOptions): Promise<DiskErrorAccount> {
  const account: DiskErrorAccount = {
    ...{ ...newAccount(), errors: 0, refused: 0, healed: 0, notHealed: 0 },
    ...{ startsRefused: 0, damageSaid: 0 },
  };
  for (let disk = 0; account.errors < options.errors; disk++) {
    await oneDisk(createRandom(`${options.seed}/${disk}`), options, account);
    options.onProgress?.(account);
  }
  return account;
}

async function oneDisk(
  random: Random,
  { errors }: DiskErrorOptions,
  account: DiskErrorAccount,
): Promise<void> {
  const disk = new SimulatedDisk();
  const workload = new Workload(random);
  const sizes = { segmentBytes: Math.floor(random.between(500, 20_000)), dayBytes: 500 };
  const clock = new HandClock();
  const open = () => openJournal({ path: '/data', disk, clock, leastInRun: 8, ...sizes });
  let fails = 0;
  const faulty = (call: DiskCall) => {
    if (account.errors >= errors || fails <= 0 || random.chance(0.7)) return null;
    fails -= 1;
    account.errors += 1;
    if (call === 'write' && random.chance(0.3)) return { takes: Math.floor(random.next() * 600) };
    return diskError(random.pick(CODES));
  };
  for (let life = 0; life < 6 && account.errors < errors; life++) {
    disk.fault = faulty;
    fails = random.chance(0.3) ? 2 : 0;
    let journal: Journal;
    try {
      journal = await open();
    } catch {
      account.startsRefused += 1;
      disk.fault = () => null;
      journal = await open();
      disk.fault = faulty;
    }
    for (let turn = 0; turn < 12; turn++) {
      fails = random.chance(0.4) ? 1 + Math.floor(random.next() * 6) : 0;
      await workload.turn(journal).catch(() => undefined);
    }
    disk.fault = () => null;
    await heal(journal, clock, account);
    workload.check(journal, account);
    if (random.chance(0.5)) await journal.close();
    disk.powerCut(random);
    const after = await open();
    account.damageSaid += after.health.damage.length;
    workload.check(after, account);
    await after.close();
  }
  account.refused += workload.refused;
}

/** The disk answers again: nobody appends, and the journal has to find out. */
async function heal(journal: Journal, clock: HandClock, account: DiskErrorAccount): Promise<void> {
  if (!journal.health.refusing) return;
  const told = new Promise<void>((resolve) => {
    const stop = journal.onHealth(() => {
      if (journal.health.refusing) return;
      stop();
      resolve();
    });
  });
  clock.ring();
  const isHealed = await Promise.race([told.then(() => true), patience()]);
  if (isHealed) account.healed += 1;
  else account.notHealed += 1;
}

/** Turns of the event loop enough for any write in memory. */
async function patience(): Promise<false> {
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  return false;
}
