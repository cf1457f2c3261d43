import type { FloorView, ScopeView } from './view.ts';

/**
 * The same floor, with every number stale while `isStopped` says that nothing new counts: what is
 * shown is what was known when the floor's clock came to stand.
 */
export function stoppedView(view: FloorView, isStopped: () => boolean): FloorView {
  const scope = <T extends ScopeView>(status: T): T =>
    isStopped() ? { ...status, stale: true } : status;
  return {
    ...view,
    get now() {
      return view.now;
    },
    queue(id) {
      const queue = view.queue(id);
      if (!queue || !isStopped()) return queue;
      return { ...queue, stale: true, staleSince: queue.staleSince ?? view.now };
    },
    agent(id) {
      const agent = view.agent(id);
      if (!agent || !isStopped()) return agent;
      const { answeredToday, occupancyRatio } = agent;
      return { ...agent, answeredToday, occupancyRatio, stale: true };
    },
    total: (asked) => scope(view.total(asked)),
    groups: (asked, by) => view.groups(asked, by).map(scope),
  };
}
