import type { Deadline } from './state.ts';

/** Puts a deadline on the heap. The heap is a plain array, so that it is checkpointed with the state. */
export function pushDeadline(heap: Deadline[], deadline: Deadline): void {
  let index = heap.length;
  heap.push(deadline);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (heap[parent]!.at <= deadline.at) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = deadline;
}

/** Takes the earliest deadline off if it is at or before `now`, else null. */
export function popDue(heap: Deadline[], now: number): Deadline | null {
  const top = heap[0];
  if (!top || top.at > now) return null;
  const last = heap.pop()!;
  if (heap.length > 0) sink(heap, last);
  return top;
}

function sink(heap: Deadline[], deadline: Deadline): void {
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1;
    if (heap[child]!.at >= deadline.at) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = deadline;
}
