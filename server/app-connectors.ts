import type { SourceSpec } from '#server/config/source-url.ts';
import { createAmiConnector } from '#server/ingest/ami/connector.ts';
import type { Connector } from '#server/ingest/connector.ts';
import { createDemoConnector } from '#server/ingest/demo/connector.ts';
import { createQueueLogConnector } from '#server/ingest/queue-log/connector.ts';
import { createReplayConnector } from '#server/ingest/replay/connector.ts';
import { unreachable } from '#server/kit/unreachable.ts';

/** The connector of a configured source. */
export function connectorOf(spec: SourceSpec, options: { readonly timeZone: string }): Connector {
  switch (spec.kind) {
    case 'demo':
      return createDemoConnector({ ...spec, timeZone: options.timeZone });
    case 'ami': {
      const { id, host, port, username: user, secret, site } = spec;
      return createAmiConnector({ id, host, port, user, secret, ...(site && { site }) });
    }
    case 'queue-log': {
      const { id, path, site } = spec;
      return createQueueLogConnector({ id, path, ...(site && { site }) });
    }
    case 'replay':
      return createReplayConnector(spec);
    default:
      return unreachable(spec);
  }
}
