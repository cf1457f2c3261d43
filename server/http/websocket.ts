import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type DocumentNode, type ExecutionResult } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { FanOut, Ready } from '#server/fan-out/fan-out.ts';
import { textFrame } from '#server/fan-out/frame.ts';
import { createLane, type Lane } from '#server/fan-out/lane.ts';
import { silentResults } from '#server/fan-out/silent-results.ts';
import type { Viewer } from '#server/graphql/context.ts';
import type { GraphServer } from '#server/graphql/graph-server.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { Gate } from './authenticate.ts';
import { ADMITTED_A_SECOND, createAdmission, deferredSpreadMsOf, spreadMsOf } from './herd.ts';
import { toldErrors } from './told-errors.ts';
import {
  COMPRESSION,
  hasAgreedOnCompression,
  inflateAtOnce,
  narrowOffer,
} from './websocket-compression.ts';

/** GraphQL over WebSocket (`graphql-transport-ws`). */
export interface GraphSockets {
  readonly count: number;
  /** How many were asked to come again later, because too many came at once. */
  readonly deferred: number;
  /** Takes over an upgrade request for /graphql. Who it is, is asked in `connection_init`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * A sign of life to every socket that has asked for something: a `ping` of the protocol that
   * carries the floor's clock, so that a quiet floor can be told from a dead server without a patch
   * that says nothing.
   */
  beat(floorAt: Instant): void;
  /** Closes every socket with 1012 and tells over how long to spread the coming back; idempotent. */
  close(): Promise<void>;
}

export interface GraphSocketsOptions {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly graph: GraphServer;
  readonly fanOut: FanOut;
  readonly logger: Logger;
  /** Told to whoever is let in, with how long to spread the next coming back. */
  greeting?(): Record<string, unknown>;
  /** Sockets taken in within any second; ADMITTED_A_SECOND unless said. */
  readonly admittedPerSecond?: number;
}

const SERVICE_RESTART = 1012;
const TRY_AGAIN_LATER = 1013;
/** A request is a few kilobytes; nobody sends us more, deflated or not. */
const LARGEST_MESSAGE = 256 * 1024;
const PING_EVERY_MS = 12 * SECOND_MS;
const GOODBYE_MS = SECOND_MS;

/** What onConnect leaves for the operations of a socket. */
interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  viewer?: Viewer;
}

export function createGraphSockets(options: GraphSocketsOptions): GraphSockets {
  const { clock, gate, graph, fanOut, logger, admittedPerSecond = ADMITTED_A_SECOND } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: COMPRESSION,
  });
  /** Taken in, and asked for something: a beat is no surprise to them. */
  const listening = new WeakSet<WebSocket>();
  const lanes = new WeakMap<WebSocket, Lane>();
  const admission = createAdmission({ clock, perSecond: admittedPerSecond });
  let closing: Promise<void> | null = null;

  useServer<Record<string, unknown>, SocketExtra>(
    {
      // In this mode nothing of an unexpected error is told to the client.
      isProd: true,
      onConnect(context) {
        const admitted = gate.admitSocket(context.extra.request, context.connectionParams);
        // false: closed with 4403, before anything was sent.
        if (admitted.kind !== 'admitted') return false;
        context.extra.viewer = admitted.viewer;
        return { ...options.greeting?.(), spreadMs: spreadMsOf(server.clients.size) };
      },
      onSubscribe({ extra: { socket, viewer } }, operationId, payload) {
        listening.add(socket);
        return prepare({ viewer: viewer!, payload, operationId, lane: lanes.get(socket)! });
      },
      execute: (args) => (args as Prepared).run.execute(args),
      subscribe: (args) => subscribe(args as Prepared),
      onError: (_context, _id, _payload, errors) => toldErrors(errors),
      onNext(_context, _id, _payload, _args, { errors, ...result }) {
        if (errors) return { ...result, errors: toldErrors(errors) };
      },
    },
    server,
    PING_EVERY_MS,
  );

  return {
    get count() {
      return server.clients.size;
    },
    get deferred() {
      return admission.deferred;
    },
    upgrade(request, socket, head) {
      narrowOffer(request);
      server.handleUpgrade(request, socket, head, (client) => {
        const isOpen = (): boolean => client.readyState === client.OPEN;
        // What it says while it stands in line is read when it is taken in.
        client.pause();
        const stands = admission.enter(() => {
          if (!isOpen()) return false;
          takeIn(client, request, socket);
          return true;
        });
        if (stands) return;
        client.resume();
        // Nobody else listens to it: what it says against the protocol must not be unheard.
        client.on('error', () => client.terminate());
        // Not refused over HTTP: a browser would hide the reason.
        const spreadMs = deferredSpreadMsOf(server.clients.size);
        client.close(TRY_AGAIN_LATER, JSON.stringify({ spreadMs }));
      });
    },
    beat(floorAt) {
      const spreadMs = spreadMsOf(server.clients.size);
      const payload = { floorAt: new Date(floorAt).toISOString(), spreadMs };
      const frame = textFrame(JSON.stringify({ type: 'ping', payload }));
      for (const client of server.clients)
        if (listening.has(client)) lanes.get(client)!.offer(frame);
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };

  function takeIn(client: WebSocket, request: IncomingMessage, socket: Duplex): void {
    inflateAtOnce(client, LARGEST_MESSAGE);
    const isOpen = (): boolean => client.readyState === client.OPEN;
    lanes.set(client, createLane({ socket, isOpen, deflates: hasAgreedOnCompression(client) }));
    server.emit('connection', client, request);
    client.resume();
  }

  /** The same steps, limits and masking as over HTTP. */
  async function prepare(asked: {
    readonly viewer: Viewer;
    readonly payload: SubscribePayload;
    readonly operationId: string;
    readonly lane: Lane;
  }): Promise<Prepared | readonly GraphQLError[]> {
    const { viewer, payload, operationId, lane } = asked;
    const { parse, validate, contextFactory, schema, execute, subscribe } = graph.getEnveloped({
      viewer,
      params: payload,
    });
    try {
      const document = parse(payload.query) as DocumentNode;
      const errors = validate(schema, document) as readonly GraphQLError[];
      if (errors.length > 0) return errors;
      return {
        schema,
        document,
        operationName: payload.operationName,
        variableValues: payload.variables as Record<string, unknown>,
        contextValue: await contextFactory(),
        run: { execute, subscribe },
        operationId,
        lane,
      };
    } catch (error) {
      // A text that is no GraphQL costs its operation, not the whole socket.
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  /** A shared operation's messages go over the lane; the library only hears when it is over. */
  async function subscribe(prepared: Prepared): Promise<Subscribed> {
    const { run, operationId, lane } = prepared;
    const opened = await fanOut.open(prepared, run.subscribe);
    if ('alone' in opened) return opened.alone as Subscribed;
    const { join } = opened.shared;
    return silentResults((over) =>
      lane.follow({
        operationId,
        join,
        onEnd: (error) => over(error === undefined ? undefined : unexpected(error)),
      }),
    );
  }

  /** What the client is told of a fault: nothing of our insides. */
  function unexpected(error: unknown): GraphQLError {
    const detail = error instanceof Error ? error.stack : String(error);
    logger.error('an update could not be made', { detail });
    return new GraphQLError('Unexpected error.', {
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  }

  async function closeAll(): Promise<void> {
    admission.close();
    const clients = [...server.clients];
    // Everybody coming back at once would be the next outage.
    const spreadMs = Math.max(SECOND_MS, spreadMsOf(clients.length));
    const gone = clients.map(
      (client) => new Promise<void>((done) => client.once('close', () => done())),
    );
    for (const client of clients) client.close(SERVICE_RESTART, JSON.stringify({ spreadMs }));
    const impatience = clock.after(GOODBYE_MS, () =>
      clients.forEach((client) => client.terminate()),
    );
    await Promise.all(gone);
    impatience.cancel();
    server.close();
  }
}

interface SubscribePayload {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: object | null;
}

interface Prepared extends Ready {
  readonly run: Pick<ReturnType<GraphServer['getEnveloped']>, 'execute' | 'subscribe'>;
  readonly operationId: string;
  readonly lane: Lane;
}

type Subscribed = ExecutionResult | AsyncIterableIterator<ExecutionResult>;
