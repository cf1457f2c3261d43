import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';

export type ServerKind = 'whole' | 'unfolded' | 'plain';

export type ToServer = { readonly kind: 'report' } | { readonly kind: 'stop' };

export type FromServer =
  | { readonly kind: 'listening'; readonly origin: string; readonly token: string }
  /** Processor time since its start, all threads. */
  | { readonly kind: 'worked'; readonly cpuMs: number; readonly rssBytes: number };

/** What some bodies cost their server. */
export interface Posted {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Resident after it. */
  readonly rssBytes: number;
}

/** Bodies for one kind of request. */
export interface Load {
  readonly contentType: string;
  /** Each is one request; its parts are written one after the other, as fast as they are taken. */
  readonly bodies: readonly (readonly Buffer[])[];
  /** Events in all of them. */
  readonly events: number;
  readonly connections: number;
}

export interface IngestServer {
  /** Posts all, and waits for the answers; every event is expected to be accepted. */
  post(load: Load): Promise<Posted>;
  stop(): Promise<void>;
}

/** Starts a server in a process of its own. */
export async function startIngestServer(kind: ServerKind, folder: string): Promise<IngestServer> {
  // Beside this file in the bundle, as the launcher lays it out.
  const child = fork(join(import.meta.dirname, 'ingest-server.mjs'), [kind, folder], {
    execArgv: ['--expose-gc'],
  });
  const [listening] = (await once(child, 'message')) as [FromServer & { kind: 'listening' }];
  const report = async (): Promise<FromServer & { kind: 'worked' }> => {
    child.send({ kind: 'report' } satisfies ToServer);
    const [worked] = (await once(child, 'message')) as [FromServer & { kind: 'worked' }];
    return worked;
  };
  return {
    async post(load) {
      const before = await report();
      const begunAt = performance.now();
      await postAll(listening, load);
      const wallMs = performance.now() - begunAt;
      const { cpuMs, rssBytes } = await report();
      return { cpuMs: cpuMs - before.cpuMs, wallMs, rssBytes };
    },
    async stop() {
      child.send({ kind: 'stop' } satisfies ToServer);
      await once(child, 'exit');
    },
  };
}

async function postAll(
  { origin, token }: FromServer & { kind: 'listening' },
  { contentType, bodies, events, connections }: Load,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
  const next = bodies.values();
  let accepted = 0;
  const postInTurn = async (): Promise<void> => {
    for (const body of next) {
      const count = await postOne(body);
      accepted += count;
    }
  };
  await Promise.all(Array.from({ length: connections }, postInTurn));
  agent.destroy();
  if (accepted !== events)
    throw new Error(`${events} are expected to be accepted, not ${accepted}`);

  async function postOne(parts: readonly Buffer[]): Promise<number> {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const sent = request(`${origin}/events`, {
      ...{ agent, method: 'POST', headers: { ...headers, 'content-length': length } },
    });
    const answered = once(sent, 'response') as Promise<[NodeJS.ReadableStream]>;
    for (const part of parts) if (!sent.write(part)) await once(sent, 'drain');
    sent.end();
    const [response] = await answered;
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
    return (JSON.parse(text) as { accepted: number }).accepted;
  }
}
