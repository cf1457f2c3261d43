import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DocumentNode, ExecutionArgs, ExecutionResult } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { GraphPorts } from '#server/graphql/context.ts';
import { createGraphServer, type GraphServer } from '#server/graphql/graph-server.ts';
import { silentLogger } from '#server/kit/logger.ts';

/** The same floor and schema, served the usual way: graphql-yoga behind graphql-ws, one execution a subscriber. */
export interface IdiomaticServer {
  readonly origin: string;
  stop(): void;
}

/** An update to many takes it so long that it would hold all their sockets for dead; only the work is looked at. */
const NO_PINGS = 0;

type Engine = ReturnType<GraphServer['getEnveloped']>;
type Args = ExecutionArgs & { readonly engine: Engine };

export async function startIdiomaticServer(ports: GraphPorts): Promise<IdiomaticServer> {
  const graph = createGraphServer({ ports, logger: silentLogger });
  const http = createServer((request, response) => {
    void graph(request, response, { viewer: { kind: 'token' } });
  });
  const server = new WebSocketServer({ server: http, path: '/graphql' });
  useServer(
    {
      execute: (args) => (args as Args).engine.execute(args) as Promise<ExecutionResult>,
      subscribe: (args) =>
        (args as Args).engine.subscribe(args) as Promise<AsyncIterableIterator<ExecutionResult>>,
      async onSubscribe(_context, _id, params): Promise<Args> {
        const engine = graph.getEnveloped({ viewer: { kind: 'token' }, params });
        const document = engine.parse(params.query) as DocumentNode;
        const { operationName, variables } = params;
        return {
          engine,
          schema: engine.schema,
          document,
          operationName,
          variableValues: variables,
          contextValue: await engine.contextFactory(),
        };
      },
    },
    server,
    NO_PINGS,
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stop() {
      for (const client of server.clients) client.terminate();
      server.close();
      http.close();
    },
  };
}
