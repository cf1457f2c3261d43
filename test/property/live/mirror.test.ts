import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_CHANGE } from '#server/live/change-set.ts';
import { createHub } from '#server/live/hub.ts';
import type { HubUpdate } from '#server/live/hub-update.ts';
import { handClock } from '#test/support/connector-context.ts';
import { runs } from '#test/support/runs.ts';

/*
 * Whatever happens in whatever order (changes, removals, slow reading, lost lines, coming back),
 * a client that does what updates say ends with exactly what is there.
 */

type Step =
  | { readonly do: 'set'; readonly id: string }
  | { readonly do: 'remove'; readonly id: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'read' }
  | { readonly do: 'reconnect' };

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), id: ids }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), id: ids }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        ms: fc.integer({ min: 1, max: 250 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const) }) },
  ),
  { maxLength: 60 },
);

test('a client that follows the feed ends with what is there', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (score, ringSize) => {
      const clock = handClock(0);
      const hub = createHub({ clock, epoch: 'e', ringSize });
      const model = new Map<string, number>();
      const client = createClient();
      let version = 0;

      for (const step of score) await perform(step);
      clock.advance(1_000);
      await settle();
      await client.readAll();
      expect(client.mirror).toEqual(model);
      hub.close();

      async function perform(step: Step): Promise<void> {
        switch (step.do) {
          case 'set':
            version += 1;
            model.set(step.id, version);
            return hub.publish({ ...NO_CHANGE, queues: new Set([step.id]) }, version);
          case 'remove': {
            if (!model.delete(step.id)) return;
            const removed = { ...NO_CHANGE.removed, queues: new Set([step.id]) };
            return hub.publish({ ...NO_CHANGE, removed }, version);
          }
          case 'wait':
            clock.advance(step.ms);
            return settle();
          case 'read':
            await client.readOne();
            return;
          case 'reconnect':
            return client.reconnect();
        }
      }

      function createClient() {
        const mirror = new Map<string, number>();
        let feed = hub.subscribe();
        let cursor: string | null = null;
        let pending: Promise<IteratorResult<HubUpdate>> | null = null;
        return {
          mirror,
          /** Takes what is there, if anything; a read that finds nothing stays asked for. */
          async readOne(): Promise<boolean> {
            pending ??= feed.next();
            const step = await Promise.race([pending, settle().then(() => null)]);
            if (!step || step.done) return false;
            pending = null;
            apply(step.value);
            return true;
          },
          async readAll(): Promise<void> {
            while (await this.readOne());
          },
          async reconnect(): Promise<void> {
            // What was on the line is lost with it.
            await feed.return!();
            pending = null;
            feed = hub.subscribe({ after: cursor });
          },
        };

        function apply(update: HubUpdate): void {
          cursor = update.cursor;
          if (update.kind === 'snapshot') {
            mirror.clear();
            for (const [id, value] of model) mirror.set(id, value);
            return;
          }
          for (const id of update.change.removed.queues) mirror.delete(id);
          for (const id of update.change.queues) {
            const value = model.get(id);
            if (value !== undefined) mirror.set(id, value);
          }
        }
      }
    }),
    runs(300),
  );
});

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
