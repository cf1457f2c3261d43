import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditedFloor, type AuditedFloor } from '#test/support/audited-floor.ts';
import type { Entry } from '#server/journal/journal.ts';
import { histories, type EventEntry } from '#test/support/histories.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';
import { runs } from '#test/support/runs.ts';

const contact = fc.integer({ min: 0, max: 5 }).map((index) => `c${index}`);
const queue = fc.constantFrom('sales', 'refunds', 'vip');
const agent = fc.constantFrom('ann', 'bob');
const share = { score: fc.integer({ min: 1, max: 5 }), scale: fc.constant(5) };

/** What the histories of contacts leave out: the assistant, quality, due times, policies. */
const besides = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 2_400_000 }),
      fc.oneof(
        told('bot.engaged', { contact, queue: fc.option(queue, { nil: undefined }) }),
        told('bot.handedOver', { contact, queue }),
        told('bot.resolved', { contact }),
        told('contact.tagged', { contact, topic: fc.constantFrom('bill', 'order') }),
        told('contact.escalated', { contact }),
        told('contact.due', {
          contact,
          dueAt: fc.constant(new Date(START_AT + 600_000).toISOString()),
        }),
        told('quality.scored', { contact, agent, ...share }),
        told('knowledge.missed', { contact, query: fc.constant('how?') }),
        told('contact.queued', {
          contact,
          queue,
          customer: fc.constantFrom('p1', 'p2'),
          channel: fc.constantFrom('voice', 'chat', 'email'),
        }),
        told('contact.transferred', { contact, toAgent: agent }),
        told('queue.defined', {
          queue,
          thresholdMs: fc.constantFrom(5_000, 20_000, 60_000),
          shortAbandonMs: fc.constantFrom(0, 5_000, 20_000),
        }),
      ),
    ),
    { maxLength: 25 },
  )
  .map((events) =>
    events.map(([afterMs, { type, data }], index) =>
      eventEntry({ id: `b${index}`, source: '/test', type, at: START_AT + afterMs, data }),
    ),
  );

function told(type: string, data: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record({ type: fc.constant(type), data: fc.record(data) });
}

const ranks = fc.array(fc.integer(), { minLength: 200, maxLength: 200 });

/** Each in its own time, some told again, and some up to a quarter of an hour late. */
function asTold(entries: readonly EventEntry[], order: readonly number[]): Entry[] {
  const late = entries.map((entry, index) => {
    const rank = Math.abs(order[index % order.length]!);
    return { ...entry, floorAt: entry.at + (rank % 4 === 0 ? rank % 900_000 : 0) };
  });
  const again = late.filter((_, index) => order[index % order.length]! % 5 === 0);
  return [...late, ...again.map((entry) => ({ ...entry, floorAt: entry.floorAt + 60_000 }))].sort(
    (a, b) => a.floorAt - b.floorAt,
  );
}

async function clean(floor: AuditedFloor): Promise<void> {
  expect((await floor.audit()).differences).toEqual([]);
}

describe('U-1: any history of contacts', () => {
  test('is found to equal its log, at any point of it', async () => {
    await fc.assert(
      fc.asyncProperty(histories, besides, ranks, async (contacts, others, order) => {
        const entries = asTold([...contacts, ...others], order);
        const floor = auditedFloor();
        floor.world.windows.watch(600_000);
        for (const half of [
          entries.slice(0, entries.length / 2),
          entries.slice(entries.length / 2),
        ]) {
          await floor.write(half);
          await clean(floor);
        }
        await floor.until(5_400);
        await clean(floor);
      }),
      runs(80),
    );
  });

  test('is found not to equal its log, where an event that changes a leg was lost', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (entries, place) => {
        const lost = place % entries.length;
        const floor = auditedFloor();
        await floor.write(entries.slice(0, lost));
        await floor.writeBehindItsBack([entries[lost]!]);
        await floor.write(entries.slice(lost + 1));
        await floor.until(7_200);
        const { differences } = await floor.audit();
        expect(differences).toContainEqual(
          expect.objectContaining({ kind: 'contact', contact: entries[lost]!.data.contact }),
        );
      }),
      runs(40),
    );
  });
});
