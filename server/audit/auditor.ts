import type { FloorEvent } from '#schema/events/envelope.ts';
import type { ContactId, Instant } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { Journal, Stored } from '#server/journal/journal.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { SlidingWindows } from '#server/metrics/sliding-windows.ts';
import { checkContact, contactEventOf } from './contact-check.ts';
import { startFor, type LogStart } from './log-slices.ts';
import {
  findingsOf,
  type AuditDifference,
  type AuditFindings,
  type AuditMemory,
} from './outcome.ts';
import { checkNow, checkQuarters } from './queue-check.ts';
import { isSampled, sampleOf, type Sample } from './sample.ts';

/*
 * One run, in small turns of the event loop with pauses between them:
 *
 *   log       ├ slice ─ pause ─ slice ─ … ┤ up to the newest entry applied
 *   queues                                 ├ now ─ pause ─ some hours ─ pause ─ … ┤ one by one
 *   contacts                                                                        ├ some ─ pause ─ … ┤
 *
 * The floor moves on meanwhile. So whatever is compared is compared within one turn: of queues both
 * sides lie in memory; for contacts the log is first read, in the same turn, up to what the floor has
 * applied. Nothing can lie between the two.
 */

export interface AuditorOptions {
  readonly journal: Pick<Journal, 'read'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly floor: FloorState;
  readonly windows: SlidingWindows;
  readonly memory: AuditMemory;
  /** The newest entry that the floor has applied. */
  appliedSeq(): number;
  /** Whether this is a time for it: not while the past is being told. */
  mayRun(): boolean;
  /** Writes the findings into the log; resolves when they are on disk and applied. */
  tell(findings: AuditFindings): Promise<void>;
  /** Until the first run; 10 s unless said. */
  readonly firstAfterMs?: number;
  /** From the end of one run to the next; 5 min unless said. */
  readonly everyMs?: number;
  /** Between two turns of a run; 20 ms unless said. */
  readonly pauseMs?: number;
}

export interface Auditor {
  start(): void;
  /** One run now. Null where it came to no end: stopped, or the log grew faster than it was read. */
  run(): Promise<AuditFindings | null>;
  /** Breaks off a run under way and waits for that; idempotent. */
  stop(): Promise<void>;
}

/** Entries in one turn: about two milliseconds. */
const SLICE = 200;
/** Entries in one run: bounds it to some minutes, also where a day has millions. */
const MOST_ENTRIES = 1_000_000;
/** A business day of 25 hours, and the hour until old contacts are let go of. */
const REACH_MS = 26 * HOUR_MS;
const CONTACTS_AT_ONCE = 50;
/** Legs, about, that are summed anew in one turn. */
const LEGS_AT_ONCE = 1_500;

interface Run {
  readonly sample: Sample;
  readonly start: LogStart;
  readonly told: Map<ContactId, FloorEvent[]>;
  readonly found: AuditDifference[];
  /** Read up to here. */
  seq: number;
  entries: number;
}

/** Recomputes a sample of the shown numbers from the log, again and again, and tells what it found. */
export function createAuditor(options: AuditorOptions): Auditor {
  const { journal, clock, logger, floor, windows, memory } = options;
  const { firstAfterMs = 10 * SECOND_MS, everyMs = 5 * MINUTE_MS, pauseMs = 20 } = options;
  let timer: Timer | null = null;
  let running: Promise<AuditFindings | null> | null = null;
  let isStopping = false;
  let wake = (): void => undefined;

  return {
    start: () => schedule(firstAfterMs),
    run,
    async stop() {
      isStopping = true;
      timer?.cancel();
      wake();
      await running?.catch(() => undefined);
    },
  };

  function schedule(inMs: number): void {
    if (isStopping) return;
    timer = clock.after(inMs, () => {
      if (!options.mayRun() || floor.now === 0) return schedule(Math.min(firstAfterMs, everyMs));
      void run()
        .catch((error: unknown) =>
          logger.warn('the audit could not be finished', { reason: String(error) }),
        )
        .then(() => schedule(everyMs));
    });
  }

  function run(): Promise<AuditFindings | null> {
    running ??= audit().finally(() => {
      running = null;
    });
    return running;
  }

  async function audit(): Promise<AuditFindings | null> {
    const last = memory.outcome;
    const upTo = options.appliedSeq();
    const sample = sampleOf((last?.run ?? 0) + 1, floor.contacts.size, last?.suspects);
    const start = startFor(memory.slices, { from: floor.now - REACH_MS, upTo, most: MOST_ENTRIES });
    const work: Run = {
      sample,
      start,
      told: new Map(),
      found: [],
      seq: start.after,
      entries: 0,
    };
    while (options.appliedSeq() - work.seq > SLICE) {
      readSlice(work);
      await pause();
      if (isStopping) return null;
      if (work.entries <= 2 * MOST_ENTRIES) continue;
      logger.warn('the audit gave up: the log grows faster than it is read');
      return null;
    }
    // What people read, the numbers of queues, is named first.
    const checkedTallies = await checkQueues(work);
    if (checkedTallies === null) return null;
    const checkedContacts = await checkContacts(work);
    if (checkedContacts === null) return null;
    const findings = findingsOf(work.found, {
      run: sample.run,
      checkedContacts,
      checkedTallies,
    });
    await options.tell(findings);
    return findings;
  }

  /** How many quarter hours were compared; null where it was stopped. */
  async function checkQueues({ found }: Run): Promise<number | null> {
    let checked = 0;
    for (const [id, { legs }] of [...floor.queues]) {
      found.push(...checkNow(floor, windows, id));
      for (const range of ranges(floor.now, Math.ceil(legs.length / LEGS_AT_ONCE))) {
        await pause();
        if (isStopping) return null;
        const { tallies, differences } = checkQuarters(floor, id, range);
        checked += tallies;
        found.push(...differences);
      }
    }
    return checked;
  }

  /** How many contacts could be checked; null where it was stopped. */
  async function checkContacts(work: Run): Promise<number | null> {
    readRest(work);
    const ids = new Set(work.told.keys());
    for (const id of floor.contacts.keys()) if (isSampled(work.sample, id)) ids.add(id);
    let checked = 0;
    let inTurn = 0;
    for (const contact of ids) {
      const events = work.told.get(contact) ?? [];
      const { coveredFrom } = work.start;
      const differences = checkContact(floor, { contact, events, coveredFrom });
      if (differences) checked += 1;
      work.found.push(...(differences ?? []));
      inTurn += 1;
      if (inTurn < CONTACTS_AT_ONCE) continue;
      inTurn = 0;
      await pause();
      if (isStopping) return null;
      readRest(work);
    }
    return checked;
  }

  function readRest(work: Run): void {
    while (work.seq < options.appliedSeq()) readSlice(work);
  }

  /** Reads on, but never ahead of the floor. */
  function readSlice(work: Run): void {
    const applied = options.appliedSeq();
    const [slice = []] = journal.read({ after: work.seq, batch: SLICE });
    for (const stored of slice) if (stored.seq <= applied) gather(work, stored);
    work.entries += slice.length;
    // Numbers of ticks that were replaced are missing at the end.
    work.seq = Math.min(applied, slice.at(-1)?.seq ?? applied);
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const waiting = clock.after(pauseMs, resolve);
      wake = () => {
        waiting.cancel();
        resolve();
      };
    });
  }
}

/** The last day in pieces, at least one; the last is open, for clocks that are ahead of ours. */
function ranges(now: Instant, pieces: number): { readonly from: Instant; readonly to: Instant }[] {
  const since = now - DAY_MS;
  const lengthMs = DAY_MS / Math.max(1, pieces);
  return Array.from({ length: Math.max(1, pieces) }, (_, index) => ({
    from: since + index * lengthMs,
    to: index + 1 >= pieces ? Infinity : since + (index + 1) * lengthMs,
  }));
}

function gather({ sample, told }: Run, { entry }: Stored): void {
  const event = contactEventOf(entry);
  if (!event) return;
  const { contact } = event.data;
  if (!isSampled(sample, contact)) return;
  const events = told.get(contact);
  if (events) events.push(event);
  else told.set(contact, [event]);
}
