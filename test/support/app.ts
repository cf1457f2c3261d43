import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App, type AppOptions } from '#server/app.ts';
import { readSourceUrl } from '#server/config/source-url.ts';
import { systemClock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { ask, type GraphqlAnswer } from './graphql-client.ts';
import { noonZone } from './noon-zone.ts';

export const TOKEN = 'a-token-for-tests';
export const BEARER = { authorization: `Bearer ${TOKEN}` };

/** A whole Tidewall on a free port, in a folder of its own. */
export interface TestApp {
  readonly app: App;
  readonly origin: string;
  query(query: string, variables?: object): Promise<GraphqlAnswer>;
  /** Posts a batch of CloudEvents; the answer's body. */
  post(events: readonly object[]): Promise<{ status: number; body: Record<string, unknown> }>;
}

/** A folder that is gone after the test run's cleanup. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tidewall-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function startTestApp(options: {
  data: string;
  sources?: readonly string[];
  timeZone?: string;
  port?: number;
  metrics?: readonly SiteMetric[];
  audit?: AppOptions['audit'];
  keep?: AppOptions['config']['keep'];
  disk?: AppOptions['disk'];
  admittedPerSecond?: number;
}): Promise<TestApp> {
  const app = await startApp({
    config: {
      port: options.port ?? 0,
      host: '127.0.0.1',
      data: options.data,
      sources: (options.sources ?? []).map((url) => {
        const read = readSourceUrl(url);
        if (!read.ok) throw new Error(read.message);
        return read.value;
      }),
      timeZone: options.timeZone ?? noonZone(),
      token: TOKEN,
      metrics: options.metrics ?? [],
      keep: options.keep ?? { entriesDays: 35, historyDays: 1_830 },
    },
    clock: systemClock,
    logger: silentLogger,
    buildId: 'test',
    foldId: 'test',
    staticFolder: join(options.data, 'no-web'),
    audit: options.audit,
    disk: options.disk,
    admittedPerSecond: options.admittedPerSecond,
  });
  const { origin } = app;
  return {
    app,
    origin,
    query: (query, variables) => ask(origin, query, { headers: BEARER, variables }),
    async post(events) {
      const response = await fetch(`${origin}/events`, {
        method: 'POST',
        headers: { ...BEARER, 'content-type': 'application/cloudevents-batch+json' },
        body: JSON.stringify(events),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

let events = 0;

/** A CloudEvent of now, or of `time`. */
export function cloudEvent(
  type: string,
  data: Record<string, unknown>,
  attributes: Record<string, unknown> = {},
): Record<string, unknown> {
  events += 1;
  return {
    specversion: '1.0',
    id: `test-${events}`,
    source: '/test',
    type,
    time: new Date().toISOString(),
    data,
    ...attributes,
  };
}
