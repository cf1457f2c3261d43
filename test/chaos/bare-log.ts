import { createInterface } from 'node:readline';
import { openJournal } from '#server/journal/open-journal.ts';
import type { Entry } from '#server/journal/journal.ts';
import { say } from './say.ts';

/*
 * The log without a server round it, in a process that is killed: started in a tenth of the time.
 * Started as: bare-log FOLDER. On stdin, a line each: a batch of CloudEvents, or `count`. On stdout,
 * after each answer and never before: `ready`, then a line of JSON for each question, in their order.
 */
const [folder = ''] = process.argv.slice(2);
const journal = await openJournal({ path: folder });
const offered = new Map<string, number>();
let answered = 0;
for (const page of journal.read()) for (const { entry } of page) count(entry);
say('ready');

let answers: Promise<void> = Promise.resolve();
createInterface({ input: process.stdin }).on('line', (line) => {
  const asked = line === 'count' ? null : append(line);
  answers = answers.then(async () => {
    const answer = asked ? await asked : { offered: [...offered], answered };
    say(JSON.stringify(answer));
  });
});

async function append(line: string): Promise<object> {
  const events = JSON.parse(line) as {
    source: string;
    id: string;
    type: string;
    time: string;
    data: object;
  }[];
  const entries = events.map(({ source, id, type, time, data }): Entry => {
    const at = Date.parse(time);
    return { kind: 'event', floorAt: at, source, id, type, at, data: { ...data } };
  });
  const { stored, duplicates } = await journal.append(entries);
  for (const { entry } of stored) count(entry);
  return { status: 202, accepted: stored.length, duplicates: duplicates.length, refused: [] };
}

function count(entry: Entry): void {
  if (entry.kind !== 'event') return;
  if (entry.type === 'contact.answered') answered += 1;
  if (entry.type !== 'contact.queued') return;
  const queue = String(entry.data['queue']);
  offered.set(queue, (offered.get(queue) ?? 0) + 1);
}
