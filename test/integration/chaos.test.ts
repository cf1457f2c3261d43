import { expect, it } from 'vitest';
import { accountsTable } from '#test/chaos/accounts-table.ts';
import { CHAOS, isAsPromised } from '#test/chaos/kinds.ts';

/** Short runs; `npm run chaos -- NAME` has the long ones, and chaos-kill.test.ts the kills. */
it.each([
  ['power-cut', 60, 'what was acknowledged survives a power cut, whole and once (L-2, L-3)'],
  ['disk', 40, 'a disk that fails costs no acknowledgement its truth, and is got over (L-6)'],
  ['corrupt', 60, 'what is damaged is said and not answered, and the rest is whole'],
])('%s %d times: %s', async (name, count, _promise) => {
  const seed = `${Date.now()}`;
  const found = await CHAOS[name]!.run({
    ...{ count, seed, folder: '', server: '', bareLog: null },
    onProgress: () => undefined,
  });
  const table = accountsTable(`${name}, seed ${seed}`, found.accounts);
  expect(found.accounts[0]!.count, table).toBeGreaterThanOrEqual(count);
  expect(isAsPromised(found), table).toBe(true);
});

it('an account that is not as promised is not called well, and is marked', () => {
  const bad = { accounts: [{ what: 'lost', count: 1, bad: true }], complaints: [] };
  expect(isAsPromised(bad)).toBe(false);
  expect(isAsPromised({ accounts: [], complaints: ['a number is wrong'] })).toBe(false);
  expect(accountsTable('kill', bad.accounts)).toContain('✗ 1  lost');
});
