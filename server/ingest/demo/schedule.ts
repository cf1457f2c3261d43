import type { Instant } from '#schema/ids.ts';

/** What a simulated day still has to do, in order of time; equal times in the order they were planned. */
export interface Schedule {
  /** The time of the step that runs now. */
  now(): Instant;
  /** Plans `run` for `at`; a time that is past already means now. */
  at(at: Instant, run: () => void): void;
  after(delayMs: number, run: () => void): void;
  /** Runs the next step; false when nothing is left. */
  step(): boolean;
}

/** An empty schedule whose clock stands at `startAt`. */
export function createSchedule(startAt: Instant): Schedule {
  const heap: Task[] = [];
  let now = startAt;
  let planned = 0;

  function at(time: Instant, run: () => void): void {
    // Whole milliseconds: events are told in them, and none may move behind another by rounding.
    push(heap, { at: Math.max(now, Math.round(time)), order: (planned += 1), run });
  }

  return {
    now: () => now,
    at,
    after: (delayMs, run) => at(now + delayMs, run),
    step() {
      const task = pop(heap);
      if (!task) return false;
      now = task.at;
      task.run();
      return true;
    },
  };
}

interface Task {
  readonly at: Instant;
  readonly order: number;
  readonly run: () => void;
}

function before(left: Task, right: Task): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}

function push(heap: Task[], task: Task): void {
  let index = heap.push(task) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!before(task, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = task;
}

function pop(heap: Task[]): Task | null {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last) return null;
  if (top === last) return top;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
    if (!before(heap[child]!, last)) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = last;
  return top;
}
