import { spawn, type ChildProcess } from 'node:child_process';
import { Agent, request, type IncomingMessage } from 'node:http';

export const TOKEN = 'a-token-for-chaos';

/** The answer of `POST /events`; null where the connection broke before there was one. */
export type Answer = {
  readonly status: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly { readonly reason: string }[];
} | null;

/** What the floor counts of today. */
export interface Counted {
  readonly offered: number;
  readonly answered: number;
  readonly byQueue: ReadonlyMap<string, number>;
}

/** One life of a real server process: from its start to its end by SIGKILL. */
export interface Life {
  /** Resolves once it listens; rejects with what it said where it ends before. */
  readonly ready: Promise<void>;
  post(body: string): Promise<Answer>;
  /** What its floor counts; rejects where it dies meanwhile. */
  count(): Promise<Counted>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended by itself. */
  stop(): Promise<void>;
}

export interface LifeOptions {
  /** The built server: the file that Node runs. */
  readonly main: string;
  readonly data: string;
  readonly timeZone: string;
}

const COUNTED = `{ floor { total { metrics(window: { kind: TODAY }) { offered answered } }
  queues { id metrics(window: { kind: TODAY }) { offered } } } }`;
const HEADERS = { authorization: `Bearer ${TOKEN}` };

export function startLife({ main, data, timeZone }: LifeOptions): Life {
  const flags = ['--port', '0', '--data', data, '--no-demo', '--time-zone', timeZone];
  const child: ChildProcess = spawn(process.execPath, [main, ...flags], {
    env: { ...process.env, NODE_ENV: 'production', TIDEWALL_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A connection for each request: one that was kept may be closed just when it is used again.
  const agent = new Agent({ keepAlive: false });
  let said = '';
  let complaints = '';
  let origin = '';
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stderr!.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4_000);
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      reject(new Error(`the server ended with ${code ?? child.signalCode}: ${complaints}`)),
    );
    child.stdout!.on('data', (chunk: Buffer) => {
      if (origin !== '') return;
      said += chunk.toString();
      const link = /http:\S+\/sign-in\?key=\S+/.exec(said);
      if (!link) return;
      origin = new URL(link[0]).origin;
      resolve();
    });
  });
  // Who kills it before it is ready does not wait for that.
  ready.catch(() => undefined);
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;

  return {
    ready,
    async post(body) {
      try {
        const type = 'application/cloudevents-batch+json';
        const { status, answer } = await send('/events', { type, body });
        return { ...{ accepted: 0, duplicates: 0, refused: [] }, ...answer, status };
      } catch (error) {
        if (!isOver() && !child.killed) throw error;
        return null;
      }
    },
    async count() {
      const body = JSON.stringify({ query: COUNTED });
      const { answer } = await send('/graphql', { type: 'application/json', body });
      const { total, queues } = (answer as { data: CountedAnswer }).data.floor;
      const byQueue = new Map(queues.map(({ id, metrics }) => [id, metrics.offered]));
      return { ...total.metrics, byQueue };
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
      agent.destroy();
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
      agent.destroy();
    },
  };

  async function send(
    path: string,
    { type, body }: { readonly type: string; readonly body: string },
  ): Promise<{ readonly status: number; readonly answer: object }> {
    const headers = {
      ...HEADERS,
      'content-type': type,
      'content-length': Buffer.byteLength(body),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(`${origin}${path}`, { method: 'POST', agent, headers }, resolve);
      asked.on('error', reject);
      asked.end(body);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const answer = JSON.parse(Buffer.concat(chunks).toString()) as object;
    return { status: response.statusCode ?? 0, answer };
  }
}

interface CountedAnswer {
  readonly floor: {
    readonly total: { readonly metrics: { readonly offered: number; readonly answered: number } };
    readonly queues: readonly {
      readonly id: string;
      readonly metrics: { readonly offered: number };
    }[];
  };
}
