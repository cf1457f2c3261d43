import { expect, test } from 'vitest';
import { foldUntil } from '#server/app-log.ts';
import { viewOf } from '#server/app-ports.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';

const options = { timeZone: 'UTC', format: 'test' };

test('a moment after the newest entry is that moment, not the entry’s: time has passed', async () => {
  const journal = openMemoryJournal();
  const data = { contact: 'c', queue: 'sales' };
  await journal.append([
    eventEntry({ id: 'e', source: '/test', type: 'contact.queued', at: START_AT, data }),
  ]);
  const late = await foldUntil(journal, START_AT + 20_001, options);
  const view = viewOf(late!, createRefusals());
  expect(view.now).toBe(START_AT + 20_001);
  // The contact has waited past its threshold by then.
  expect(view.queue('sales')!.metrics({ kind: 'today' }).pastThreshold).toBe(1);
});

test('before the log there is nothing, and of an empty log too', async () => {
  const journal = openMemoryJournal();
  expect(await foldUntil(journal, START_AT, options)).toBeNull();
});
