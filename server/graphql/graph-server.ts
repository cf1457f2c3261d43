import {
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type ExecutionResult,
} from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from '#server/kit/logger.ts';
import { askedOperationPlugin } from './asked-operation.ts';
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
export function createGraphServer(options: {
  ports: GraphPorts;
  logger: Logger;
  plugins?: readonly Plugin<RequestContext>[];
}): GraphServer {
  const { ports, logger, plugins = [] } = options;
  return createYoga<RequestContext, GraphContext>({
    schema: createFloorSchema(),
    context: ({ viewer }): GraphContext => contextOf(ports, viewer),
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    // Pages of other origins have no business here; the app is served from the same one.
    cors: false,
    batching: false,
    multipart: false,
    maxRequestBodySize: LARGEST_BODY,
    maskedErrors: { isDev: false, errorMessage: 'Unexpected error.' },
    plugins: [limitsPlugin, askedOperationPlugin, oneUpdatePlugin, ...plugins],
    logging: {
      debug() {},
      info() {},
      warn: (...parts: unknown[]) => logger.warn('graphql', { detail: told(parts) }),
      error: (...parts: unknown[]) => logger.error('graphql', { detail: told(parts) }),
    },
  });
}

/** What resolvers are given on behalf of a viewer. */
export function contextOf(ports: GraphPorts, viewer: Viewer): GraphContext {
  return { ...ports, viewer };
}

/**
 * To execute a subscription is to resolve one update of it, at once; yoga's own executor would begin
 * the subscription.
 */
const oneUpdatePlugin: Plugin = {
  onExecute({ args: { document, operationName }, setExecuteFn }) {
    const operation = getOperationAST(document, operationName)?.operation;
    if (operation !== OperationTypeNode.SUBSCRIPTION) return undefined;
    setExecuteFn(execute);
    return {
      onExecuteDone({ result, setResult }) {
        const { errors } = result as ExecutionResult;
        if (errors) setResult({ ...result, errors: errors.map(asFault) });
      },
    };
  },
};

/** A value that fits no type is a fault of ours, to be masked and logged; `execute` tells it as if we had meant it. */
function asFault(error: GraphQLError): GraphQLError {
  if (error.originalError || error.extensions.code !== undefined) return error;
  const { nodes, path, message } = error;
  return new GraphQLError(message, { nodes, path, originalError: new Error(message) });
}

function told(parts: readonly unknown[]): string {
  return parts.map((part) => (part instanceof Error ? part.stack : String(part))).join(' ');
}
