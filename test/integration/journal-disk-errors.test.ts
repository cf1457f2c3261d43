import { expect, it } from 'vitest';
import { runDiskErrors } from '#test/chaos/disk.ts';

it('acknowledges nothing falsely while calls of the disk fail, and heals by itself (L-6)', async () => {
  const errors = Number(process.env['TIDEWALL_RUNS'] ?? 100);
  const account = await runDiskErrors({ errors, seed: 'disk' });
  expect(account.healed).toBeGreaterThan(0);
  expect(account).toMatchObject({
    errors,
    found: account.acknowledged,
    lost: 0,
    twice: 0,
    wrongServed: 0,
    halves: 0,
    wrongPositions: 0,
    notHealed: 0,
    damageSaid: 0,
  });
});
