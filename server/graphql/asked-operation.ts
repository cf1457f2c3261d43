import { getOperationAST, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** What the engine is told beside the text. */
interface Asked {
  readonly params?: { readonly operationName?: string | null };
}

/**
 * Refuses a text that is no GraphQL, or that leaves open which operation is meant, in the same words
 * over HTTP, event streams and WebSockets. Errors are remembered by the text, whoever sent it first:
 * so each gets what every way of asking needs.
 */
export const askedOperationPlugin: Plugin<Asked> = {
  onParse({ context }) {
    return ({ result }) => {
      if (result instanceof GraphQLError) {
        result.extensions.code ??= 'GRAPHQL_PARSE_FAILED';
        result.extensions.http ??= BAD_REQUEST;
      } else if (!(result instanceof Error)) {
        if (!getOperationAST(result, context.params?.operationName)) throw unclear();
      }
    };
  },
};

/** `spec`: by the rules of GraphQL over HTTP, which let `application/json` answer 200. */
const BAD_REQUEST = { status: 400, spec: true };

function unclear(): GraphQLError {
  return new GraphQLError(
    'One operation is expected; where the text has several, operationName names the one that is meant.',
    { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } } },
  );
}
