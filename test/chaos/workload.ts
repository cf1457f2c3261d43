import type { Random } from '#server/ingest/demo/random.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Entry, Journal, JournalDamage, Stored } from '#server/journal/journal.ts';

/** What is wrong with what a journal answers, and how much was looked at. Everything but the first two has to be 0. */
export interface LogAccount {
  /** Entries that were acknowledged, and were looked for. */
  acknowledged: number;
  /** Of them, found as they were written. */
  found: number;
  /** Acknowledged, not there, and no damage says so. */
  lost: number;
  twice: number;
  /** Answered, and not as it was written or not at the number that was told. */
  wrongServed: number;
  /** Of a batch that was not acknowledged, a part is there and a part is not. */
  halves: number;
  /** Positions that no kept batch told. */
  wrongPositions: number;
}

export function newAccount(): LogAccount {
  return {
    acknowledged: 0,
    found: 0,
    lost: 0,
    twice: 0,
    wrongServed: 0,
    halves: 0,
    wrongPositions: 0,
  };
}

interface Sent {
  readonly ids: readonly string[];
  readonly source: string | null;
  readonly number: number;
}

/** Appends whatever comes to mind, and remembers what was answered. */
export class Workload {
  readonly #random: Random;
  /** By key: what was sent, as JSON. */
  readonly #sent = new Map<string, string>();
  /** By key: under which number it was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  readonly #batches: Sent[] = [];
  /** Told by themselves later on: they may be there without the rest of their batch. */
  readonly #toldAgain = new Set<string>();
  #now = 1_000_000;
  #number = 0;
  /** Numbers before it were dropped on purpose. */
  firstKept = 0;
  refused = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Some calls at once; resolves when all were answered or refused. */
  async turn(journal: Journal): Promise<void> {
    const calls = 1 + Math.floor(this.#random.next() * 4);
    await Promise.all(Array.from({ length: calls }, () => this.#call(journal)));
    // Time goes on, and now and then over midnight.
    this.#now += this.#random.chance(0.02) ? 90_000_000 : Math.floor(this.#random.next() * 2_000);
    if (this.#random.chance(0.01)) {
      await journal.dropBefore(this.#now - 50_000_000).catch(() => undefined);
    }
    this.firstKept = Math.max(this.firstKept, journal.firstSeq);
  }

  /** Compares what the journal answers with what it was told. */
  check(journal: Journal, account: LogAccount): void {
    const damage = journal.health.damage;
    this.firstKept = Math.max(this.firstKept, journal.firstSeq);
    const there = new Map<string, number>();
    let last = 0;
    for (const page of journal.read())
      for (const stored of page) {
        if (stored.seq <= last) account.wrongServed += 1;
        last = stored.seq;
        this.#checkOne(stored, there, account);
      }
    const later = [...damage, ...journal.health.damage];
    for (const [key, seq] of this.acknowledged) {
      if (seq < this.firstKept) continue;
      account.acknowledged += 1;
      const found = there.get(key);
      if (found === seq) account.found += 1;
      else if (found !== undefined) account.wrongServed += 1;
      else if (!later.some((one) => covers(one, seq))) account.lost += 1;
    }
    this.#checkBatches(there, journal, account);
  }

  /** What was lost to damage may be told again: it is no longer looked for where it was. */
  forgetDamaged(journal: Journal): void {
    const { damage } = journal.health;
    for (const [key, seq] of this.acknowledged)
      if (damage.some((one) => covers(one, seq))) this.acknowledged.delete(key);
  }

  async #call(journal: Journal): Promise<void> {
    const number = (this.#number += 1);
    const size = this.#random.pick([0, 1, 1, 2, 5, 30]);
    const entries = Array.from({ length: size }, (_, part) => this.#entry(number, part));
    const source = size === 0 || this.#random.chance(0.4) ? this.#random.pick(['/a', '/b']) : null;
    for (const entry of entries)
      if (entry.kind !== 'tick') this.#sent.set(keyOf(entry), JSON.stringify(entry));
    const ids = entries.flatMap((entry) => (entry.kind === 'tick' ? [] : keyOf(entry)));
    this.#batches.push({ ids, source, number });
    const again = this.#random.chance(0.2) ? this.#toldBefore() : [];
    for (const entry of again) if (entry.kind !== 'tick') this.#toldAgain.add(keyOf(entry));
    try {
      const told = [...entries, ...again];
      const { stored } = await journal.append(
        told,
        source === null ? undefined : { source, position: number },
      );
      for (const { seq, entry } of stored)
        if (entry.kind !== 'tick') this.acknowledged.set(keyOf(entry), seq);
    } catch {
      this.refused += 1;
    }
  }

  /** Of what was sent earlier, something, whether or not it was acknowledged. */
  #toldBefore(): Entry[] {
    const keys = [...this.#sent.keys()];
    if (keys.length === 0) return [];
    return Array.from(
      { length: 3 },
      () => JSON.parse(this.#sent.get(this.#random.pick(keys))!) as Entry,
    );
  }

  #entry(number: number, part: number): Entry {
    const floorAt = this.#now;
    if (this.#random.chance(0.15)) return { kind: 'tick', floorAt };
    const text = '客户"\n'.repeat(Math.floor(this.#random.next() * 60));
    const id = `${number}-${part}`;
    const data = { contact: id, text };
    if (this.#random.chance(0.1)) return { kind: 'command', floorAt, id, type: 'note', data };
    const at = floorAt - 5;
    return { kind: 'event', floorAt, source: '/s', id, type: 'contact.queued', at, data };
  }

  #checkOne({ seq, entry }: Stored, there: Map<string, number>, account: LogAccount): void {
    if (entry.kind === 'tick') return;
    const key = keyOf(entry);
    if (there.has(key)) account.twice += 1;
    there.set(key, seq);
    if (this.#sent.get(key) !== JSON.stringify(entry)) account.wrongServed += 1;
  }

  #checkBatches(there: Map<string, number>, journal: Journal, account: LogAccount): void {
    if (journal.health.damage.length > 0) return;
    const known = { '/a': new Set<number>(), '/b': new Set<number>() };
    for (const { ids, source, number } of this.#batches) {
      const once = ids.filter((id) => !this.#toldAgain.has(id));
      const kept = once.filter((id) => there.has(id)).length;
      const isOld = once.some((id) => this.acknowledged.get(id)! < this.firstKept);
      if (kept > 0 && kept < once.length && !isOld) account.halves += 1;
      if (source === '/a' || source === '/b') known[source].add(number);
    }
    for (const source of ['/a', '/b'] as const) {
      const position = journal.position(source);
      if (position !== undefined && !known[source].has(position as number))
        account.wrongPositions += 1;
    }
  }
}

/** A clock of tests: time stands still, and timers go off when told. */
export class HandClock implements Clock {
  #timers: { readonly run: () => void; isOff: boolean }[] = [];

  now(): number {
    return 1_000;
  }

  after(_delayMs: number, run: () => void) {
    const timer = { run, isOff: false };
    this.#timers.push(timer);
    return {
      cancel: () => {
        timer.isOff = true;
      },
    };
  }

  /** All timers that wait go off, once. */
  ring(): void {
    for (const timer of this.#timers.splice(0)) if (!timer.isOff) timer.run();
  }
}

function covers({ afterSeq, beforeSeq }: JournalDamage, seq: number): boolean {
  return seq > (afterSeq ?? -Infinity) && seq < (beforeSeq ?? Infinity);
}

function keyOf(entry: Exclude<Entry, { kind: 'tick' }>): string {
  return `${entry.kind} ${entry.id}`;
}
