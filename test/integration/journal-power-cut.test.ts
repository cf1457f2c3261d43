import { expect, it } from 'vitest';
import { runPowerCuts } from '#test/chaos/power-cut.ts';

it('loses nothing it acknowledged to a power cut, whatever the disk forgets (L-2, L-4)', async () => {
  const cuts = Number(process.env['TIDEWALL_RUNS'] ?? 60);
  const account = await runPowerCuts({ cuts, seed: 'power' });
  expect(account.acknowledged).toBeGreaterThan(cuts);
  expect(account).toMatchObject({
    cuts,
    found: account.acknowledged,
    lost: 0,
    twice: 0,
    wrongServed: 0,
    halves: 0,
    wrongPositions: 0,
    damageSaid: 0,
  });
});
