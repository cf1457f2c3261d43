import type { Connector } from '../connector.ts';

export function createDemoConnector(options: {
  id: string;
  seed: number;
  speed: number;
  agents: number;
  queues: number;
  timeZone: string;
}): Connector {
  return {
    id: options.id,
    kind: 'demo',
    time: 'live',
    silentAfterMs: 15_000,
    async start(context) {
      await context.health('connected');
    },
    async stop() {},
  };
}
