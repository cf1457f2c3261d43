import { test } from 'vitest';
import { BEARER, startEdge } from '#test/support/edge.ts';
import { ask } from '#test/support/graphql-client.ts';
test('x', async () => {
  const edge = await startEdge({ http: { logger: { info: console.log, warn: console.log, error: (m, f) => console.log(m, f) } } });
  console.log(JSON.stringify(await ask(edge.origin, '{ floor { kind } }', { headers: BEARER })));
  await edge.stop();
});
