import type { ExecutionArgs } from 'graphql';
import type { GraphContext, GraphPorts, LiveAsked } from '#server/graphql/context.ts';
import { contextOf, type GraphServer } from '#server/graphql/graph-server.ts';
import { rightsOf } from '#server/graphql/rights.ts';
import { unscopedCursor } from '#server/graphql/update/scoped-cursor.ts';
import { createCohort, type Cohort, type JoinOptions, type Member } from './cohort.ts';
import { noFeedCounts, type FeedCounts } from './feed-counts.ts';
import { createUpdateWriter } from './update-writer.ts';
import { cohortKey, shapeOf, type Shape } from './shape.ts';

/** An operation that is ready to be subscribed to: parsed, validated, with its viewer's context. */
export interface Ready extends ExecutionArgs {
  readonly contextValue: GraphContext;
}

export type Subscribe = (args: ExecutionArgs) => unknown;

/** A subscription's way into its cohort. */
export interface Opening {
  join(on: Omit<JoinOptions, 'from'>): Member;
}

/** Gives subscriptions that are alike one execution and one serialisation an update. */
export interface FanOut {
  /** How many executions an update costs, at the most. */
  readonly cohorts: number;
  /** Subscriptions that share them. */
  readonly subscriptions: number;
  readonly counts: Readonly<FeedCounts>;
  /**
   * Begins a subscription by `subscribe`, which checks it as if it were alone. Where it may be shared
   * the answer is the way into its cohort, else what `subscribe` answered.
   */
  open(args: Ready, subscribe: Subscribe): Promise<{ shared: Opening } | { alone: unknown }>;
}

export function createFanOut(options: { ports: GraphPorts; graph: () => GraphServer }): FanOut {
  const { ports, graph } = options;
  const cohorts = new Map<string, Cohort>();
  const counts = noFeedCounts();

  return {
    counts,
    get cohorts() {
      return cohorts.size;
    },
    get subscriptions() {
      let sum = 0;
      for (const { size } of cohorts.values()) sum += size;
      return sum;
    },
    async open(args, subscribe) {
      const shape = shapeOf(args.document, args.operationName);
      const live: { asked?: LiveAsked } = {};
      if (!shape) return { alone: await subscribe(args) };
      const followLive = (asked: LiveAsked): AsyncIterableIterator<never> => {
        live.asked = asked;
        return nothing();
      };
      const alone = await subscribe({
        ...args,
        contextValue: { ...args.contextValue, followLive },
      });
      if (!live.asked) return { alone };
      const { asked } = live;
      const place = unscopedCursor(asked.after, asked.scope);
      const from = place === null ? null : (ports.hub.placeOf(place) ?? 'lost');
      return { shared: { join: (on) => cohortOf(args, shape, asked).join({ ...on, from }) } };
    },
  };

  function cohortOf(args: Ready, shape: Shape, { scope, lengths }: LiveAsked): Cohort {
    const { document, operationName, variableValues } = args;
    const { viewer } = args.contextValue;
    const variables = variableValues ?? {};
    const key = cohortKey({ shape, operationName, variables, rights: rightsOf(viewer) });
    const known = cohorts.get(key);
    if (known) return known;
    // Of its own: a cohort outlives the request that began it.
    const params = { query: shape.text, operationName: operationName ?? undefined, variables };
    const { execute, schema } = graph().getEnveloped({ viewer, params });
    const contextValue = contextOf(ports, viewer);
    const operation = { schema, document, operationName, variableValues };
    const stopWatching = [...lengths].map((lengthMs) => ports.watchWindow(lengthMs));
    const cohort = createCohort({
      hub: ports.hub,
      view: () => ports.view(),
      scope,
      writer: createUpdateWriter({
        operation,
        context: contextValue,
        execute(rootValue) {
          counts.executed += 1;
          return json(execute({ ...operation, contextValue, rootValue }));
        },
      }),
      counts,
      onEnd() {
        cohorts.delete(key);
        for (const stop of stopWatching) stop();
      },
    });
    cohorts.set(key, cohort);
    return cohort;
  }
}

function json(result: unknown): string {
  // All who are told the same are told in the same turn; a field that waits would take them apart.
  if (typeof (result as Partial<Promise<unknown>>).then === 'function')
    throw new Error('every field of a FloorUpdate is expected to resolve at once, but one waits');
  return JSON.stringify(result);
}

/** Followed by nobody: the cohort is. */
async function* nothing(): AsyncGenerator<never> {}
