import { createFannedFloor, type SharedClient } from './fanned-floor.ts';

const FIELDS = `kind cursor recovered at total { waiting }
  queues { id waiting } agents { id team } groups(by: CHANNEL) { key } alerts { id state }
  removed { queues agents alerts }`;
/** What most of them ask for. */
export const LIVE = `subscription Live($scope: ScopeInput, $after: Cursor) {
  floor(scope: $scope, after: $after) { ${FIELDS} }
}`;

/** What a client was told, oldest first. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test reads from an answer is the test's own business
export function told(client: SharedClient): any[] {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
  return client.results.map((result) => (result.data as any).floor);
}

/** What asks for the same under another name is a cohort of its own. */
export const OTHER = LIVE.replace('Live', 'Other');

/** A floor of two queues with subscriptions to it that are alike. */
export function liveFloor() {
  const fanned = createFannedFloor();
  const { floor, changed, pass } = fanned;
  for (const id of ['a', 'b']) floor.setQueue(id);
  return {
    ...fanned,
    get executions() {
      return fanned.executions;
    },
    live: (variables: Record<string, unknown> = {}) => fanned.shared({ query: LIVE, variables }),
    /** One more waits in `id`, and all have been told of it. */
    async call(id: string): Promise<void> {
      floor.setQueue(id, { waiting: (floor.queue(id)?.waiting ?? 0) + 1 });
      changed({ queues: new Set([id]), total: true });
      await pass(100);
    },
    /** What changes from here on waits for the next update. */
    async coalesce(): Promise<void> {
      await pass(1_000);
      changed({ notices: true });
      await pass(0);
    },
    gone: (agents: string[], queues: string[] = []) => ({
      removed: { queues: new Set(queues), agents: new Set(agents), alerts: new Set<string>() },
    }),
    /** So many wait in `id`, which may be no change; told with the next update. */
    set(id: string, waiting: number): void {
      floor.setQueue(id, { waiting });
      changed({ queues: new Set([id]), total: true });
    },
  };
}
