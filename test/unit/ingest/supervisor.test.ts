import { describe, expect, it } from 'vitest';
import type { ConnectorContext } from '#server/ingest/connector.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { createSupervisor } from '#server/ingest/supervisor.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { handClock } from '#test/support/connector-context.ts';

const EVENT = { id: '1', type: 'contact.queued', at: 0, data: {} };

describe('whether the past is being told, and the floor’s clock is left to it', () => {
  it('it is while a batch of it is taken, however long that takes (a slow machine)', async () => {
    const { supervisor, clock, context, taken } = await supervised();
    const emitted = context.emit([EVENT], { past: true });
    clock.advance(60_000);
    expect(supervisor.tellsPast()).toBe(true);
    taken.resolve();
    await emitted;
    expect(supervisor.tellsPast()).toBe(true);
    clock.advance(2_001);
    expect(supervisor.tellsPast()).toBe(false);
  });

  it('it is not for ever where the log refused the batch and nobody tells it again', async () => {
    const { supervisor, clock, context, taken } = await supervised();
    const emitted = context.emit([EVENT], { past: true });
    taken.reject(new Error('the disk is full'));
    await expect(emitted).rejects.toThrow('full');
    expect(supervisor.isBehind()).toBe(true);
    expect(supervisor.tellsPast()).toBe(true);
    clock.advance(2_001);
    expect(supervisor.tellsPast()).toBe(false);
  });

  it('it is over with the first batch of the present', async () => {
    const { supervisor, context, taken } = await supervised();
    taken.resolve();
    await context.emit([EVENT], { past: true });
    await context.emit([EVENT]);
    expect(supervisor.tellsPast()).toBe(false);
  });
});

/** With one live connector, whose batches are taken when `taken` says so. */
async function supervised() {
  const clock = handClock(1_000_000);
  const taken = settledByHand();
  const contexts: ConnectorContext[] = [];
  const supervisor = createSupervisor({
    connectors: [
      {
        id: 'floor',
        kind: 'demo',
        time: 'live',
        silentAfterMs: null,
        start: (context) => Promise.resolve(void contexts.push(context)),
        stop: () => Promise.resolve(),
      },
    ],
    clock,
    logger: silentLogger,
    refusals: createRefusals(),
    epoch: 'test',
    take: () => taken.promise,
    tick: () => Promise.resolve(),
    floorNow: () => clock.now(),
    position: () => undefined,
  });
  await supervisor.start();
  return { supervisor, clock, taken, context: contexts[0]! };
}

function settledByHand() {
  let resolve = (): void => {};
  let reject = (_reason: Error): void => {};
  const promise = new Promise<void>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve: () => resolve(), reject: (reason: Error) => reject(reason) };
}
