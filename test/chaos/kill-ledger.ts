import type { Answer, Counted } from './kill-server.ts';

/*
 * The books of one floor: every batch that was ever sent, and what was said of it.
 *
 *   new --sent--> open --202--> acknowledged
 *                  ^ |
 *                  '-' no answer: sent again after the next start, word for word
 *
 * 1. A batch that was never sent before has no duplicates.
 * 2. A batch that was acknowledged has nothing but duplicates: what is accepted anew had been lost.
 * 3. An open batch may have been written before its answer broke off, or not.
 */

/** Some contacts with their whole stories, sent in one body. */
export interface Batch {
  readonly number: number;
  readonly body: string;
  readonly contacts: number;
  readonly events: number;
  state: 'new' | 'open' | 'acknowledged';
}

/** What came of it; a sentence for each thing that is not as promised. */
export interface Accounts {
  acknowledged: number;
  /** Events that were sent again after a broken answer, or on purpose. */
  resent: number;
  lost: number;
  twice: number;
  /** Numbers of the floor that are not those of the books. */
  wrong: number;
  readonly complaints: string[];
}

export function createAccounts(): Accounts {
  return { acknowledged: 0, resent: 0, lost: 0, twice: 0, wrong: 0, complaints: [] };
}

export interface Ledger {
  /** A batch of `contacts` contacts, three events each. */
  make(contacts: number, at: number): Batch;
  /** Batches without an answer so far. */
  open(): Batch[];
  /** Some acknowledged batch, for being sent again; null while there is none. */
  acknowledged(random: number): Batch | null;
  heard(batch: Batch, answer: Answer): void;
  /** Holds what the floor counts against the books; `final`: nothing is open any more. */
  compare(counted: Counted, final: boolean): void;
  /** Holds the log's own ids against the books, at the end. */
  compareLog(ids: Iterable<string>): void;
}

export const SOURCE = '/chaos';
const QUEUES = 3;
const EVENTS_OF_A_CONTACT = ['contact.queued', 'contact.answered', 'contact.ended'] as const;

export function createLedger(accounts: Accounts): Ledger {
  const batches: Batch[] = [];
  const acknowledged: Batch[] = [];
  let contactsMade = 0;
  let contactsAcknowledged = 0;

  return {
    make(contacts, at) {
      const first = contactsMade;
      contactsMade += contacts;
      const events = Array.from({ length: contacts }, (_, index) => story(first + index, at));
      const batch: Batch = {
        number: batches.length,
        body: JSON.stringify(events.flat()),
        contacts,
        events: contacts * EVENTS_OF_A_CONTACT.length,
        state: 'new',
      };
      batches.push(batch);
      return batch;
    },
    open: () => batches.filter(({ state }) => state === 'open'),
    acknowledged: (random) => acknowledged[Math.floor(random * acknowledged.length)] ?? null,
    heard(batch, answer) {
      const before = batch.state;
      if (before !== 'new') accounts.resent += batch.events;
      if (before === 'new') batch.state = 'open';
      if (answer === null) return;
      const { status, accepted, duplicates, refused } = answer;
      if (status !== 202 || refused.length > 0 || accepted + duplicates !== batch.events) {
        accounts.wrong += 1;
        complain(`batch ${batch.number} of ${batch.events} events: ${JSON.stringify(answer)}`);
        return;
      }
      if (before === 'new' && duplicates > 0) {
        accounts.wrong += duplicates;
        complain(`${duplicates} events of batch ${batch.number} were new and called duplicates`);
      }
      if (before === 'acknowledged') {
        accounts.lost += accepted;
        if (accepted > 0) complain(`${accepted} acknowledged events of batch ${batch.number} lost`);
        return;
      }
      batch.state = 'acknowledged';
      acknowledged.push(batch);
      accounts.acknowledged += batch.events;
      contactsAcknowledged += batch.contacts;
    },
    compare({ offered, answered, byQueue }, final) {
      const least = contactsAcknowledged;
      const most = contactsMade;
      const queues = [...byQueue.values()].reduce((sum, count) => sum + count, 0);
      const isRight =
        offered >= least && offered <= most && answered === offered && queues === offered;
      if (isRight && (!final || offered === most)) return;
      accounts.wrong += 1;
      complain(
        `${offered} offered, ${answered} answered, ${queues} by queue; sent ${most}, acknowledged ${least}`,
      );
    },
    compareLog(ids) {
      const seen = new Map<string, number>();
      for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1);
      for (let contact = 0; contact < contactsMade; contact += 1)
        for (const type of EVENTS_OF_A_CONTACT) {
          const times = seen.get(idOf(contact, type)) ?? 0;
          if (times === 0) accounts.lost += 1;
          if (times > 1) accounts.twice += times - 1;
          if (times !== 1) complain(`${idOf(contact, type)} is in the log ${times} times`);
          seen.delete(idOf(contact, type));
        }
      accounts.wrong += seen.size;
      for (const id of seen.keys()) complain(`${id} is in the log and was never sent`);
    },
  };

  function complain(sentence: string): void {
    if (accounts.complaints.length < 20) accounts.complaints.push(sentence);
  }
}

function idOf(contact: number, type: string): string {
  return `${contact}:${type}`;
}

function story(contact: number, at: number): object[] {
  return EVENTS_OF_A_CONTACT.map((type, index) => ({
    specversion: '1.0',
    id: idOf(contact, type),
    source: SOURCE,
    type,
    time: new Date(at + index).toISOString(),
    data: dataOf(contact, type),
  }));
}

function dataOf(contact: number, type: string): object {
  if (type === 'contact.queued') return { contact: `${contact}`, queue: `q${contact % QUEUES}` };
  if (type === 'contact.answered') return { contact: `${contact}`, agent: `a${contact % 40}` };
  return { contact: `${contact}`, by: 'customer' };
}
