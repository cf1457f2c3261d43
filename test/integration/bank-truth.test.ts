import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { BANK_FOLDER, callsIn, tellCalls } from '#test/proof/bank-events.ts';
import { readTruth, type BankTruth } from '#test/proof/bank-truth.ts';
import { proveBank } from '#test/proof/prove-bank.ts';
import { inWords } from '#test/proof/report.ts';

/** Seconds of a free machine; a busy one is given its time. */
const SLOW = { timeout: 240_000 };

/*
 * A few telling days of `npm run prove -- bank`: every figure of every queue and half hour, against
 * a truth that independent programs computed from the original records.
 */
describe.skipIf(!existsSync(BANK_FOLDER))(`the bank (skipped without ${BANK_FOLDER})`, SLOW, () => {
  let truth: BankTruth;

  beforeAll(() => {
    truth = readTruth(BANK_FOLDER);
  });

  test.each([
    { from: '1999-01-01', to: '1999-01-01', what: 'the first day, on which nothing went before' },
    { from: '1999-05-03', to: '1999-05-03', what: 'which finds calls waiting at midnight' },
    { from: '1999-05-22', to: '1999-05-23', what: 'a quiet day and the evening of a surge' },
  ])('$from to $to, $what: no figure differs', async ({ from, to }) => {
    const days = { from, to };
    const { comparison, refused } = await proveBank(
      tellCalls(callsIn(BANK_FOLDER), days),
      truth,
      days,
    );
    expect(comparison.first.map(inWords)).toEqual([]);
    const count = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    // A day has 18 figures, each of its 48 half hours 26, for seven queues and all.
    expect(comparison.compared).toBe(count * 8 * (18 + 48 * 26));
    expect(refused).toBe(0);
  });

  test('a truth that is wrong is told from the right one, in plain words', async () => {
    const day = '1999-01-01';
    const days = { from: day, to: day };
    const { row } = truth.daily;
    const wrong: BankTruth = {
      ...truth,
      daily: {
        ...truth.daily,
        row: (at, queue) => {
          const right = row(at, queue);
          return queue === 'PS' ? { ...right, offered: '999' } : right;
        },
      },
    };
    const told = tellCalls(callsIn(BANK_FOLDER), days);
    const { comparison } = await proveBank(told, wrong, days);
    // What is offered is compared thrice: as shown, at the day's end, and as A<= + B<= + L>.
    expect(comparison.different).toBe(3);
    expect(inWords(comparison.first[0]!)).toMatch(
      /^ {2}1999-01-01, PS, daily: offered in TODAY is 999 by the truth and \d+ by Tidewall$/,
    );
  });
});
