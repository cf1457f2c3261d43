import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { AuditReport } from '#server/audit/report.ts';
import { createFanOut, type FanOut } from '#server/fan-out/fan-out.ts';
import { sharedStreams } from '#server/fan-out/shared-streams.ts';
import type { GraphPorts } from '#server/graphql/context.ts';
import { createGraphServer } from '#server/graphql/graph-server.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { createGate } from './authenticate.ts';
import type { AcceptEvents } from './events-intake.ts';
import type { MetricSample } from './prometheus.ts';
import { sendJson } from './respond.ts';
import { createRoutes } from './routes.ts';
import { createSessions } from './session.ts';
import { feedSamples } from './feed-samples.ts';
import { createSignIn } from './sign-in.ts';
import { createGraphSockets, type GraphSockets } from './websocket.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The API token; without one no bearer is let in. */
  readonly token: string | null;
  /** The key of the sign-in link. */
  readonly signInKey: string;
  /** At least 32 bytes, the same after a restart. */
  readonly sessionSecret: Uint8Array;
  /** The built web app. */
  readonly staticFolder: string;
  readonly graph: GraphPorts;
  /** Sockets taken in within any second; 100 unless said. */
  readonly admittedPerSecond?: number;
  readonly accept: AcceptEvents;
  /** Why the floor may not be shown to people, in sentences; empty when it may. */
  notReady(): readonly string[];
  /** What an administrator should know though it may be shown, in sentences; told on /readyz. */
  warnings?(): readonly string[];
  /** What the newest audit says, told on /readyz; absent: nothing is. */
  audit?(): AuditReport;
  /** The rooms' numbers for /metrics. */
  collect(): readonly MetricSample[];
}

export interface HttpServer {
  /** Resolves with where it listens; rejects where it cannot, e.g. because the port is taken. */
  start(): Promise<{ readonly host: string; readonly port: number }>;
  /** Tells every listening socket that the server lives, and the floor's clock. */
  beat(floorAt: Instant): void;
  /**
   * Takes no new connection, answers what was asked, closes sockets with 1012 and feeds without an
   * end mark, so that their clients come back. A request that does not come to its end meanwhile is
   * not waited for: nothing of it was acknowledged. Idempotent.
   */
  stop(): Promise<void>;
}

/** Who has not asked to the end this long after stop() is cut off. */
const LAST_REQUESTS_MS = SECOND_MS;
/** What still runs this long after stop() is cut off. */
const LAST_ANSWERS_MS = 5 * SECOND_MS;

/** Everything that goes over the network: one port for pages, GraphQL, its sockets and events. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { clock, logger } = options;
  const sessions = createSessions({ clock, secret: options.sessionSecret });
  const gate = createGate({ token: options.token, sessions });
  const graph = createGraphServer({
    ...{ ports: options.graph, logger },
    plugins: [sharedStreams(() => fanOut)],
  });
  const fanOut: FanOut = createFanOut({ ports: options.graph, graph: () => graph });
  const sockets = createGraphSockets({
    ...{ clock, logger, gate, graph, fanOut },
    admittedPerSecond: options.admittedPerSecond,
    greeting: () => ({ server: greetingOf(options.graph) }),
  });
  const route = createRoutes({
    gate,
    sessions,
    graph,
    signIn: createSignIn({ clock, sessions, key: options.signInKey }),
    accept: options.accept,
    notReady: () => options.notReady(),
    warnings: () => options.warnings?.() ?? [],
    audit: () => options.audit?.(),
    collect: () => [...options.collect(), ...socketSamples(sockets), ...feedSamples(fanOut)],
    staticFolder: options.staticFolder,
  });
  const answering = new Set<ServerResponse>();
  /** Those that are no WebSockets. */
  const connections = new Set<Socket>();
  const server = createServer((request, response) => void answer(request, response));
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (pathOf(request) !== '/graphql') {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    connections.delete(request.socket);
    sockets.upgrade(request, socket, head);
  });
  let stopping: Promise<void> | null = null;

  return {
    async start() {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host: options.host, port: options.port }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return { host: options.host, port: (server.address() as AddressInfo).port };
    },
    beat: (floorAt) => sockets.beat(floorAt),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    answering.add(response);
    if (stopping) askNoMore(response);
    response.once('close', () => {
      answering.delete(response);
      if (stopping) request.socket.end();
    });
    try {
      await route(request, response);
    } catch (error) {
      logger.error('request failed', {
        path: pathOf(request),
        detail: error instanceof Error ? error.stack : String(error),
      });
      if (response.headersSent) response.destroy();
      else sendJson(response, { error: 'Unexpected error.' }, { status: 500 });
    }
  }

  async function stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const response of answering) {
      if (isFeed(response)) response.destroy();
      else askNoMore(response);
    }
    const haste = clock.after(LAST_REQUESTS_MS, cutUnasked);
    const impatience = clock.after(LAST_ANSWERS_MS, () => server.closeAllConnections());
    await sockets.close();
    await closed;
    haste.cancel();
    impatience.cancel();
    await graph.dispose();
  }

  /** Cuts connections that ask nothing: spare ones, kept ones, and those of half a request. */
  function cutUnasked(): void {
    const asked = new Set<Socket>();
    for (const { req } of answering) if (req.complete) asked.add(req.socket);
    for (const socket of connections) if (!asked.has(socket)) socket.destroy();
  }
}

/** The connection will not be kept for another request. */
function askNoMore(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function isFeed(response: ServerResponse): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0]!;
}

/** What `server` answers to a query, so that a screen that comes back need not ask for it. */
function greetingOf(ports: GraphPorts): Record<string, string> {
  const { buildId, now, mode } = ports.server();
  const { timeZone } = ports.view();
  return { buildId, timeZone, mode: mode.toUpperCase(), now: new Date(now).toISOString() };
}

function socketSamples(sockets: GraphSockets): readonly MetricSample[] {
  return [
    {
      name: 'tidewall_websockets',
      help: 'WebSocket connections that are open.',
      kind: 'gauge',
      value: sockets.count,
    },
    {
      name: 'tidewall_websockets_deferred_total',
      help: 'WebSocket connections that were asked to come again, because too many came at once.',
      kind: 'counter',
      value: sockets.deferred,
    },
  ];
}
