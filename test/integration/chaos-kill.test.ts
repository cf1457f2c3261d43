import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccounts, createLedger } from '#test/chaos/kill-ledger.ts';
import { runKills, type Moment } from '#test/chaos/kill-run.ts';
import { bundleOnly } from '#test/support/bundled.mjs';

/** Within the repository: a bundle finds its packages by where it lies. */
const SERVER = join(
  import.meta.dirname,
  '../../node_modules/.cache/tidewall-chaos',
  `test-${process.pid}`,
);
/** One of each: by lot all of them may come before there is anything to lose. */
const MOMENTS: readonly Moment[] = ['work', 'start', 'file'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-chaos-'));
  await bundleOnly({ source: 'server', names: ['main'], folder: SERVER });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(SERVER, { recursive: true, force: true });
});

it(`loses nothing that was acknowledged and counts nothing twice, killed ${MOMENTS.length} times (L-2, L-3)`, async () => {
  const seed = `${Date.now()}`;
  const main = join(SERVER, 'main.mjs');
  const { kills, accounts } = await runKills({
    ...{ kills: MOMENTS.length, moments: MOMENTS, seed, main, folder },
    fileBatches: 8,
  });
  expect(kills).toBe(MOMENTS.length);
  expect(accounts, `seed ${seed}`).toMatchObject({ lost: 0, twice: 0, wrong: 0, complaints: [] });
  expect(accounts.acknowledged).toBeGreaterThan(0);
});

describe('the books of a run, held against a server that does not keep its word', () => {
  const answer = { status: 202, accepted: 0, duplicates: 0, refused: [] };

  it('find acknowledged events that are accepted anew: they had been lost', () => {
    const { accounts, ledger, batch } = acknowledgedBatch();
    ledger.heard(batch, { ...answer, accepted: 2, duplicates: 4 });
    expect(accounts.lost).toBe(2);
  });

  it('find new events that are called duplicates, refused, or not accounted for', () => {
    const { accounts, ledger } = acknowledgedBatch();
    ledger.heard(ledger.make(2, 0), { ...answer, accepted: 3, duplicates: 3 });
    expect(accounts.wrong).toBe(3);
    ledger.heard(ledger.make(2, 0), { ...answer, accepted: 5 });
    ledger.heard(ledger.make(2, 0), { ...answer, accepted: 5, refused: [{ reason: 'no' }] });
    expect(accounts.wrong).toBe(5);
  });

  it('find numbers of the floor that are too small, too large, or of too few queues', () => {
    const { accounts, ledger } = acknowledgedBatch();
    const counted = (offered: number, byQueue = offered) => ({
      offered,
      answered: offered,
      byQueue: new Map([['q', byQueue]]),
    });
    ledger.compare(counted(2), true);
    expect(accounts.wrong).toBe(0);
    for (const wrong of [counted(1), counted(3), counted(2, 1)]) ledger.compare(wrong, false);
    expect(accounts.wrong).toBe(3);
  });

  it('find what the log lacks, has twice, or was never sent', () => {
    const { accounts, ledger } = acknowledgedBatch();
    const ids = ['0:contact.queued', '0:contact.answered', '0:contact.ended', '1:contact.queued'];
    ledger.compareLog([...ids, ids[0]!, '1:contact.answered', 'stranger']);
    expect(accounts).toMatchObject({ lost: 1, twice: 1, wrong: 1 });
  });

  function acknowledgedBatch() {
    const accounts = createAccounts();
    const ledger = createLedger(accounts);
    const batch = ledger.make(2, 0);
    ledger.heard(batch, { ...answer, accepted: 6 });
    return { accounts, ledger, batch };
  }
});
