import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudEvent } from './wall-floor.ts';

export const TOKEN = 'a-token-for-benchmarks';

/** The built server as people run it, in a process of its own. */
export interface BuiltTidewall {
  readonly origin: string;
  readonly signInLink: string;
  readonly pid: number;
  /** Resolves when the events are on disk and applied; rejects where any is refused. */
  post(events: readonly CloudEvent[]): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts it; resolves once it listens. `data` is a name below this benchmark's own folder: the same name again
 * is the same log. `port`: any free one unless said.
 */
export async function startBuilt(data: string, port = 0): Promise<BuiltTidewall> {
  const folder = join(import.meta.dirname, data);
  mkdirSync(folder, { recursive: true });
  // The launcher runs benchmarks in the repository's root, after it has built.
  const main = join(process.cwd(), 'dist/server/main.js');
  const flags = ['--port', String(port), '--data', folder, '--no-demo', '--time-zone', 'UTC'];
  const child: ChildProcess = spawn(process.execPath, [main, ...flags], {
    env: { ...process.env, TIDEWALL_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const signInLink = await linkOf(child);
  const { origin } = new URL(signInLink);
  return {
    origin,
    signInLink,
    pid: child.pid!,
    async post(events) {
      const response = await fetch(`${origin}/events`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/cloudevents-batch+json',
        },
        body: JSON.stringify(events),
      });
      const answer = (await response.json()) as { accepted?: number };
      if (answer.accepted !== events.length)
        throw new Error(`events are expected to be taken, but got ${JSON.stringify(answer)}`);
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function linkOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`Tidewall ended with ${code}: ${said}`)));
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const link = /http:\S+\/sign-in\?key=\S+/.exec(said);
      if (link) resolve(link[0]);
    });
  });
}
