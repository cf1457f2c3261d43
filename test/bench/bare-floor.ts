import { randomBytes } from 'node:crypto';
import { graphPorts } from '#server/app-ports.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { GraphPorts } from '#server/graphql/context.ts';
import { createHttpServer } from '#server/http/http-server.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import { systemClock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { createHub, type Hub } from '#server/live/hub.ts';
import { createPipeline } from '#server/pipeline.ts';
import { createWorldState, openWorld } from '#server/pipeline-world.ts';
import type { CloudEvent } from './wall-floor.ts';

/** The rooms from the gate to the sockets, without disk, heartbeat or pause between updates. */
export interface BareFloor {
  readonly origin: string;
  readonly token: string;
  readonly hub: Hub;
  readonly ports: GraphPorts;
  readonly state: FloorState;
  /** Events in; the update is on its way when this resolves. */
  tell(events: readonly CloudEvent[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startBareFloor(): Promise<BareFloor> {
  const clock = systemClock;
  const logger = silentLogger;
  const token = 'a-token-for-benchmarks';
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  const hub = createHub({ clock, epoch: 'bench', minIntervalMs: 0 });
  const refusals = createRefusals();
  const pipeline = createPipeline({
    ...{ world, hub, clock, refusals, logger },
    journal: openMemoryJournal(),
    secret: 'bench',
    time: 'live',
    tellsPast: () => false,
  });
  const graph = graphPorts({
    ...{ world, pipeline, hub, clock, refusals },
    buildId: 'bench',
    mode: 'live',
    siteMetrics: [],
    past: {},
    log: { health: { refusing: null, damage: [] }, stands: false },
  });
  const http = createHttpServer({
    ...{ clock, logger, token },
    host: '127.0.0.1',
    port: 0,
    signInKey: 'bench',
    sessionSecret: randomBytes(32),
    staticFolder: import.meta.dirname,
    graph,
    // Whoever comes in a benchmark comes at once.
    admittedPerSecond: 100_000,
    accept: (items) => pipeline.accept(items),
    notReady: () => [],
    collect: () => [],
  });
  const { host, port } = await http.start();
  return {
    origin: `http://${host}:${port}`,
    ...{ token, hub, ports: graph, state: world.state.floor },
    async tell(events) {
      const { accepted, refused } = await pipeline.accept(events);
      if (accepted !== events.length)
        throw new Error(`events are expected to be good, but got ${JSON.stringify(refused[0])}`);
    },
    async stop() {
      await http.stop();
      hub.close();
    },
  };
}
