import type { FakeContext } from './connector-context.ts';

/** Moves a connector's clock on, half a second a turn, until `wanted` holds; throws after 20 real seconds. */
export async function untilWithClock(fake: FakeContext, wanted: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (!wanted()) {
    if (performance.now() > giveUpAt) throw new Error('what is waited for does not come');
    fake.clock.advance(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
