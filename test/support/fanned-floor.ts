import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Member } from '#server/fan-out/cohort.ts';
import { createFanOut, type FanOut, type Ready, type Subscribe } from '#server/fan-out/fan-out.ts';
import type { GraphContext, GraphPorts, Viewer } from '#server/graphql/context.ts';
import { createGraphServer } from '#server/graphql/graph-server.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { NO_CHANGE, type ChangeSet } from '#server/live/change-set.ts';
import { createHub, type Hub } from '#server/live/hub.ts';
import { handClock, type HandClock } from './connector-context.ts';
import { fakeFloor, type FakeFloor } from './floor-view.ts';

/** GraphQL and its fan-out without a network, on a floor and a clock that the test moves. */
export interface FannedFloor {
  readonly floor: FakeFloor;
  readonly clock: HandClock;
  readonly hub: Hub;
  readonly fanOut: FanOut;
  /** Lengths of sliding windows that are watched, one entry a watcher. */
  readonly watched: number[];
  /** Queries executed and updates made so far, shared or not. */
  readonly executions: number;
  changed(change: Partial<ChangeSet>): void;
  /** Lets `ms` pass, with all that follows from it. */
  pass(ms: number): Promise<void>;
  query(query: string, variables?: Variables): Promise<ExecutionResult>;
  /** A client in its cohort; throws where it may not be shared, or is refused. */
  shared(asked: Asked): Promise<SharedClient>;
  /** A client with a feed of its own. */
  alone(asked: Asked): Promise<AloneClient>;
}

type Variables = Record<string, unknown>;

export interface Asked {
  readonly query: string;
  readonly variables?: Variables;
  readonly operationName?: string;
}

export interface SharedClient {
  /** Results in the order in which they were taken. */
  readonly results: readonly ExecutionResult[];
  /** The JSON of each: the same string for all who were told the same. */
  readonly texts: readonly string[];
  readonly hasEnded: boolean;
  /** Takes nothing until `drain`. */
  stall(): void;
  drain(): void;
  leave(): void;
}

export interface AloneClient {
  readonly results: readonly ExecutionResult[];
  leave(): Promise<void>;
}

const VIEWER: Viewer = { kind: 'token' };

export function createFannedFloor(
  options: { minIntervalMs?: number; ringSize?: number } = {},
): FannedFloor {
  const floor = fakeFloor();
  const clock = handClock(floor.now);
  const hub = createHub({ clock, epoch: 'e1', ...options });
  const watched: number[] = [];
  let ordinary = 0;
  const ports: GraphPorts = {
    view() {
      floor.now = clock.now();
      return floor;
    },
    hub,
    watchWindow(lengthMs) {
      watched.push(lengthMs);
      return () => void watched.splice(watched.indexOf(lengthMs), 1);
    },
    acknowledge: () => Promise.resolve(null),
    postNotice: () => Promise.resolve(),
    alertText: (alert, locale) => `${alert.id} in ${locale}`,
    server: () => ({ buildId: 'b1', now: clock.now(), mode: 'live' }),
  };
  const counted = { onExecute: () => void (ordinary += 1) };
  const graph = createGraphServer({ ports, logger: silentLogger, plugins: [counted] });
  const fanOut = createFanOut({ ports, graph: () => graph });

  return {
    ...{ floor, clock, hub, fanOut, watched },
    get executions() {
      const { made, executed } = fanOut.counts;
      return ordinary + made - executed;
    },
    changed: (change) => hub.publish({ ...NO_CHANGE, ...change }, floor.now),
    async pass(ms) {
      const until = clock.now() + ms;
      // Whoever reads has read before the next timer: at a real pace it is so, too.
      for (let next = clock.nextAt; next !== null && next <= until; next = clock.nextAt)
        await moveTo(next);
      await moveTo(until);
    },
    async query(query, variables) {
      const { args, execute } = await ready({ query, variables });
      return (await execute(args)) as ExecutionResult;
    },
    async shared(asked) {
      const { args, subscribe } = await ready(asked);
      const opened = await fanOut.open(args, subscribe);
      if (!('shared' in opened))
        throw new Error(`a share is expected, but got ${JSON.stringify(opened.alone)}`);
      const texts: string[] = [];
      let isStalled = false;
      let hasEnded = false;
      const member: Member = opened.shared.join({ onNews, onEnd: () => (hasEnded = true) });
      onNews();
      return {
        texts,
        get results() {
          return texts.map((text) => JSON.parse(text) as ExecutionResult);
        },
        get hasEnded() {
          return hasEnded;
        },
        stall: () => (isStalled = true),
        drain() {
          isStalled = false;
          onNews();
        },
        leave: () => member.leave(),
      };

      function onNews(): void {
        const rendering = isStalled ? null : member.take();
        if (rendering) texts.push(rendering.json);
      }
    },
    async alone(asked) {
      const { args, subscribe } = await ready(asked);
      const feed = (await subscribe(args)) as AsyncIterableIterator<ExecutionResult>;
      const results: ExecutionResult[] = [];
      const reading = (async () => {
        for await (const result of feed)
          results.push(JSON.parse(JSON.stringify(result)) as ExecutionResult);
      })();
      await settle();
      return {
        results,
        async leave() {
          await feed.return!();
          await reading;
        },
      };
    },
  };

  async function moveTo(at: number): Promise<void> {
    floor.now = at;
    clock.moveTo(at);
    await settle();
  }

  async function ready(asked: Asked): Promise<{
    args: Ready;
    subscribe: Subscribe;
    execute: Subscribe;
  }> {
    const { query, variables, operationName } = asked;
    const params = { query, variables, operationName };
    const { parse, validate, contextFactory, schema, execute, subscribe } = graph.getEnveloped({
      viewer: VIEWER,
      params,
    });
    const document = parse(query) as DocumentNode;
    const [error] = validate(schema, document) as Error[];
    if (error) throw error;
    const contextValue = (await contextFactory()) as GraphContext;
    const args = { schema, document, operationName, variableValues: variables, contextValue };
    return { args, subscribe, execute };
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
