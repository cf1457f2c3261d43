import type { AgentView, FloorView, QueueView } from '#server/metrics/view.ts';

/** The same floor for one turn, in which nothing of it changes: each row is worked out once. */
export function rememberingView(view: FloorView): FloorView {
  const queues = new Map<string, QueueView | null>();
  const agents = new Map<string, AgentView | null>();
  return {
    ...view,
    now: view.now,
    queue: (id) => remembered(queues, id, view.queue),
    agent: (id) => remembered(agents, id, view.agent),
  };
}

function remembered<T>(rows: Map<string, T>, id: string, work: (id: string) => T): T {
  const known = rows.get(id);
  if (known !== undefined) return known;
  const row = work(id);
  rows.set(id, row);
  return row;
}
