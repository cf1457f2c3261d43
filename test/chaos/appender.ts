import { JournalUnavailable, type Entry } from '#server/journal/journal.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { say } from './say.ts';

/*
 * A process that appends until it is killed, and says on stdout, after each answer and never before:
 *   ready            the journal is open
 *   ack BATCH        the batch is said to be on disk
 *   refused BATCH    the disk did not take it; the same batch is tried again
 * Started as: appender.ts FOLDER ROUND. Batch N of round R holds the events `R-N-0` … and the position N.
 */
const [folder = '', round = ''] = process.argv.slice(2);
const SIZES = [1, 3, 120, 1, 40];
const RETRY_MS = 20;

const journal = await openJournal({ path: folder });
say('ready');
for (let batch = 0; ; batch += 2) await Promise.all([appendBatch(batch), appendBatch(batch + 1)]);

async function appendBatch(batch: number): Promise<void> {
  const entries = Array.from({ length: SIZES[batch % SIZES.length]! }, (_, part) =>
    event(batch, part),
  );
  while (true) {
    try {
      await journal.append(entries, { source: '/chaos', position: { round, batch } });
      say(`ack ${batch}`);
      return;
    } catch (error) {
      if (!(error instanceof JournalUnavailable)) throw error;
      say(`refused ${batch}`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function event(batch: number, part: number): Entry {
  return {
    kind: 'event',
    floorAt: batch,
    source: '/chaos',
    id: `${round}-${batch}-${part}`,
    type: 'contact.queued',
    at: batch,
    data: { contact: `${batch}`, queue: 'q', of: SIZES[batch % SIZES.length]! },
  };
}
