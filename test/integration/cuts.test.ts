import { expect, test } from 'vitest';
import { runCuts } from '#test/chaos/cut.ts';

test('screens that are cut at random moments end with what the server knows (F-2, F-3)', async () => {
  const seed = `${Date.now()}`;
  const found = await runCuts({ clients: 20, cuts: 10, seed });
  const told = `seed ${seed}: ${JSON.stringify(found)}`;
  expect(found, told).toMatchObject({ cuts: 200, different: 0 });
  // A cut costs what was missed, not a whole floor.
  expect(found.resumed, told).toBeGreaterThan(50);
  expect(found.startedAnew, told).toBe(found.lost);
  expect(found.lost, told).toBeGreaterThan(5);
});
