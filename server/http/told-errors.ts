import type { GraphQLError, GraphQLFormattedError } from 'graphql';

/**
 * Errors as a WebSocket's client is told them: what the engine notes in them for answers over HTTP
 * stays here, as it does there.
 */
export function toldErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    const { extensions, ...rest } = error.toJSON();
    const { http: _http, unexpected: _unexpected, ...told } = extensions ?? {};
    return Object.keys(told).length > 0 ? { ...rest, extensions: told } : rest;
  });
}
