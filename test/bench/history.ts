import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import type { History } from '#server/history/history.ts';
import { openHistory } from '#server/history/open-history.ts';
import {
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
} from '#server/pipeline-world.ts';
import { listenedFloor } from '#test/support/history-floor.ts';
import { START_AT, eventEntry } from '#test/support/scenario.ts';
import { compare, cpuMs } from './comparison.ts';
import { printTable } from './table.ts';

/** What listening costs while a busy day is folded, and what eight weeks of it answer in which time. */
const FOLDER = mkdtempSync(join(process.argv[1] ?? '.', '..', 'history-'));
const QUEUES = 20;
const CONTACTS = 6_000;
/** Eight weeks of history to ask. */
const DAYS = 56;

const entries = contactsOfOneDay();
let files = 0;

function fold(listens: boolean): void {
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  const history = listens ? open() : null;
  if (history)
    world.listener = history.listen({
      floor: world.state.floor,
      beganAt: null,
      seq: () => 1,
      alerts: () => [],
    });
  for (const entry of entries) applyEntry(world, entry, createWorldChange());
  history?.flushNow();
  void history?.close();
}

function open(): History {
  files += 1;
  const path = join(FOLDER, `${files}.sqlite`);
  return openHistory({
    path,
    identity: 'bench',
    lastSeq: Infinity,
    keepDays: 4_000,
    timeZone: 'UTC',
  });
}

function contactsOfOneDay() {
  const all: ReturnType<typeof eventEntry>[] = [];
  for (let index = 0; index < CONTACTS; index += 1) {
    const at = START_AT + Math.floor((index * 12 * HOUR_MS) / CONTACTS);
    const told = (type: string, afterMs: number, data: Record<string, unknown>): void => {
      const contact = `c${index}`;
      all.push(
        eventEntry({
          id: `${index}-${type}`,
          source: '/b',
          type,
          at: at + afterMs,
          data: { contact, ...data },
        }),
      );
    };
    told('contact.queued', 0, { queue: `q${index % QUEUES}` });
    told('contact.answered', 1_000 + ((index * 37) % 40_000), { agent: `a${index % 120}` });
    told('contact.ended', 241_000, {});
    told('contact.wrappedUp', 271_000, {});
  }
  return all.sort((a, b) => a.at - b.at);
}

try {
  const comparison = await compare({
    ours: () => cpuMs(() => fold(true)),
    baseline: () => cpuMs(() => fold(false)),
    rounds: 3,
  });
  const weeks = weeksOfHistory();
  const asked = { scope: {}, variant: null, to: START_AT + DAYS * DAY_MS } as const;
  const time = (run: () => unknown): string => {
    const times = Array.from({ length: 9 }, () => {
      const before = performance.now();
      run();
      return performance.now() - before;
    });
    const [first] = times;
    return `${times.sort((one, other) => one - other)[4]!.toFixed(0)} ms (first ${first!.toFixed(0)})`;
  };
  const halfHours = time(() =>
    weeks.series({
      ...asked,
      from: asked.to - 56 * DAY_MS,
      metrics: ['serviceLevelRatio'],
      stepMs: 1_800_000,
      by: 'queue',
    }),
  );
  const total = time(() =>
    weeks.series({
      ...asked,
      from: START_AT,
      metrics: ['serviceLevelRatio'],
      stepMs: DAY_MS,
      by: null,
    }),
  );
  const agents = time(() =>
    weeks.series({
      ...asked,
      from: START_AT,
      metrics: ['occupancyRatio'],
      stepMs: DAY_MS,
      by: null,
    }),
  );
  const percentile = time(() =>
    weeks.series({
      ...asked,
      from: START_AT,
      metrics: ['speedOfAnswerP90Ms'],
      stepMs: DAY_MS,
      by: null,
    }),
  );
  const peak = time(() =>
    weeks.series({
      ...asked,
      from: asked.to - 56 * DAY_MS,
      metrics: ['peakWaiting'],
      stepMs: 1_800_000,
      by: null,
    }),
  );
  const path = join(FOLDER, `${files}.sqlite`);
  const bytes = [path, `${path}-wal`].reduce((sum, each) => sum + statSync(each).size, 0);
  printTable({
    title: 'history',
    about: `${CONTACTS} contacts of a day in ${QUEUES} queues with 120 agents, folded with and without the history listening, writing included.`,
    rows: [
      {
        name: 'fold and keep',
        against: 'the fold alone',
        comparison,
        figure: (ms) => `${((ms * 1000) / entries.length).toFixed(2)} µs/event`,
      },
    ],
    notes: [
      `eight weeks of such days, a third of the contacts: ${(bytes / 1e6).toFixed(0)} MB`,
      `8 weeks by half hour, 20 queues, service level: ${halfHours}`,
      `8 weeks by day, service level: ${total}; P90 of answer: ${percentile}; occupancy of 120 agents: ${agents}`,
      `8 weeks by half hour, peak of the sum of 20 queues: ${peak}`,
    ],
  });
  await weeks.close();
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** The day again and again, a third of its contacts: what it would be in eight weeks. */
function weeksOfHistory(): History {
  const history = open();
  const floor = listenedFloor();
  const { state } = floor;
  const seq = (): number => floor.seq;
  floor.listener = history.listen({ floor: state, beganAt: null, seq, alerts: () => [] });
  const day = entries.filter(({ data }) => Number(String(data['contact']).slice(1)) % 3 === 0);
  for (let number = 0; number < DAYS; number += 1) {
    for (const entry of day) {
      const { contact } = entry.data as { contact: string };
      const at = entry.at + number * DAY_MS;
      const data = { ...entry.data, contact: `${number}-${contact}` };
      floor.apply({ ...entry, at, floorAt: at, data });
    }
    history.flushNow();
  }
  floor.pass(START_AT + DAYS * DAY_MS);
  history.flushNow();
  return history;
}
