import { expect, it } from 'vitest';
import { runCorruptions } from '#test/chaos/corrupt.ts';

it('serves nothing wrong from a damaged log, and says what is missing (L-11)', async () => {
  const corruptions = Number(process.env['TIDEWALL_RUNS'] ?? 80);
  const account = await runCorruptions({ corruptions, seed: 'corrupt' });
  expect(account.damaged).toBeGreaterThan(0);
  expect(account).toMatchObject({
    corruptions,
    lost: 0,
    twice: 0,
    wrongServed: 0,
    wrongPositions: 0,
  });
});
