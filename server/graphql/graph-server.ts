import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from '#server/kit/logger.ts';
import type { GraphContext, GraphPorts, Viewer } from './context.ts';
import { limitsPlugin } from './limits.ts';
import { createFloorSchema } from './schema.ts';

/** What the transport knows of a request. */
export interface RequestContext {
  readonly viewer: Viewer;
}

export type GraphServer = YogaServerInstance<RequestContext, GraphContext>;

/** A larger request body is refused with 413. */
const LARGEST_BODY = 1_000_000;

/**
 * GraphQL over HTTP and SSE, and the same engine for a WebSocket (`getEnveloped`). Who may ask is
 * decided before. An unexpected error is logged and told as "Unexpected error.", without its insides.
 */
export function createGraphServer(options: { ports: GraphPorts; logger: Logger }): GraphServer {
  const { ports, logger } = options;
  return createYoga<RequestContext, GraphContext>({
    schema: createFloorSchema(),
    context: ({ viewer }): GraphContext => ({ ...ports, viewer }),
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    // Pages of other origins have no business here; the app is served from the same one.
    cors: false,
    batching: false,
    multipart: false,
    maxRequestBodySize: LARGEST_BODY,
    maskedErrors: { isDev: false, errorMessage: 'Unexpected error.' },
    plugins: [limitsPlugin],
    logging: {
      debug() {},
      info() {},
      warn: (...parts: unknown[]) => logger.warn('graphql', { detail: told(parts) }),
      error: (...parts: unknown[]) => logger.error('graphql', { detail: told(parts) }),
    },
  });
}

function told(parts: readonly unknown[]): string {
  return parts.map((part) => (part instanceof Error ? part.stack : String(part))).join(' ');
}
