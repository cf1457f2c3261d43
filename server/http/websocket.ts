import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type DocumentNode, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Viewer } from '#server/graphql/context.ts';
import type { GraphServer } from '#server/graphql/graph-server.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Gate } from './authenticate.ts';

/** GraphQL over WebSocket (`graphql-transport-ws`). */
export interface GraphSockets {
  readonly count: number;
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
}

const SERVICE_RESTART = 1012;
/** A request is a few kilobytes; nobody sends us more. */
const LARGEST_MESSAGE = 256 * 1024;
const PING_EVERY_MS = 12 * SECOND_MS;
const GOODBYE_MS = SECOND_MS;

/** What onConnect leaves for the operations of a socket. */
interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  viewer?: Viewer;
}

export function createGraphSockets({ clock, gate, graph }: GraphSocketsOptions): GraphSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  /** Taken in, and asked for something: a beat is no surprise to them. */
  const listening = new WeakSet<WebSocket>();
  let closing: Promise<void> | null = null;

  useServer<Record<string, unknown>, SocketExtra>(
    {
      // In this mode nothing of an unexpected error is told to the client.
      isProd: true,
      onConnect(context) {
        const admission = gate.admitSocket(context.extra.request, context.connectionParams);
        // false: closed with 4403, before anything was sent.
        if (admission.kind !== 'admitted') return false;
        context.extra.viewer = admission.viewer;
        return true;
      },
      onSubscribe(context, _id, payload) {
        listening.add(context.extra.socket);
        return prepare(context.extra.viewer!, payload);
      },
      execute: (args) => (args as Prepared).run.execute(args),
      subscribe: (args) => (args as Prepared).run.subscribe(args),
    },
    server,
    PING_EVERY_MS,
  );

  return {
    get count() {
      return server.clients.size;
    },
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (client) => {
        server.emit('connection', client, request);
      });
    },
    beat(floorAt) {
      const payload = { floorAt: new Date(floorAt).toISOString() };
      const message = JSON.stringify({ type: 'ping', payload });
      for (const client of server.clients)
        if (listening.has(client) && client.readyState === client.OPEN) client.send(message);
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };

  /** The same steps, limits and masking as over HTTP. */
  async function prepare(
    viewer: Viewer,
    payload: { query: string; operationName?: string | null; variables?: object | null },
  ): Promise<Prepared | readonly GraphQLError[]> {
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
      };
    } catch (error) {
      // A text that is no GraphQL costs its operation, not the whole socket.
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  async function closeAll(): Promise<void> {
    const clients = [...server.clients];
    // Everybody coming back at once would be the next outage.
    const spreadMs = Math.min(30_000, Math.max(1_000, clients.length * 20));
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

interface Prepared extends ExecutionArgs {
  readonly run: Pick<ReturnType<GraphServer['getEnveloped']>, 'execute' | 'subscribe'>;
}
