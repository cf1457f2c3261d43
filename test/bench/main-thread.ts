/*
 * What a page's main thread did, out of a trace. Thread time: what other processes take of the machine meanwhile
 * does not count, what `setCPUThrottlingRate` takes does, as it would on a slow machine.
 */

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface MainThread {
  /** Busy time over wall time, 0..1. */
  readonly share: number;
  readonly longestTaskMs: number;
  /** Tasks of more than 50 ms. */
  readonly longTasks: number;
  readonly tasksP95Ms: number;
  /** Shares of wall time by what was done, the greatest first. */
  readonly parts: readonly { readonly name: string; readonly share: number }[];
}

/** Tasks alone: to be traced costs next to nothing. */
export const TASKS = ['-*', 'toplevel'];
/** What is done in them, at a cost of its own. */
export const PARTS = [
  '-*',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'v8',
  'disabled-by-default-v8.gc',
];

const TASK = /RunTask$/;
/** Frames of a page take at least a task each; shorter ones are bookkeeping. */
const FRAME_MS = 1;
const LONG_MS = 50;

/** `trace` as Chromium writes it. */
export function mainThreadOf(trace: Buffer, { wallMs }: { wallMs: number }): MainThread {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const events = busiestRenderer(traceEvents);
  const tasks = events.filter(({ name }) => TASK.test(name)).map(({ tdur = 0 }) => tdur / 1000);
  const busyMs = tasks.reduce((sum, ms) => sum + ms, 0);
  const frames = tasks.filter((ms) => ms >= FRAME_MS).toSorted((a, b) => a - b);
  return {
    share: busyMs / wallMs,
    longestTaskMs: Math.max(0, ...tasks),
    longTasks: tasks.filter((ms) => ms > LONG_MS).length,
    tasksP95Ms: frames[Math.floor(frames.length * 0.95)] ?? 0,
    parts: [...ownTimes(events)]
      .map(([name, ms]) => ({ name, share: ms / wallMs }))
      .toSorted((a, b) => b.share - a.share),
  };
}

/** The complete events of the main thread of the page that worked most, in order. */
function busiestRenderer(all: readonly TraceEvent[]): TraceEvent[] {
  const mains = new Set(
    all
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const busy = new Map<string, number>();
  for (const event of all)
    if (TASK.test(event.name) && mains.has(threadOf(event)))
      busy.set(threadOf(event), (busy.get(threadOf(event)) ?? 0) + (event.tdur ?? 0));
  const [thread] = [...busy].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  if (thread === undefined) throw new Error('the trace is expected to tell of a page');
  return all
    .filter((event) => event.ph === 'X' && event.tdur !== undefined && threadOf(event) === thread)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}.${tid}`;
}

/** Milliseconds by name, what is nested in an event taken off it. */
function ownTimes(events: readonly TraceEvent[]): Map<string, number> {
  const own = new Map<string, number>();
  const open: TraceEvent[] = [];
  const add = (name: string, microseconds: number): void => {
    own.set(name, (own.get(name) ?? 0) + microseconds / 1000);
  };
  for (const event of events) {
    while (open.length > 0 && open.at(-1)!.ts + open.at(-1)!.dur! <= event.ts) open.pop();
    const around = open.at(-1);
    if (around) add(around.name, -event.tdur!);
    add(event.name, event.tdur!);
    open.push(event);
  }
  return own;
}
