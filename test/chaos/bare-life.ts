import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answer, Life, LifeOptions } from './kill-server.ts';

/** A life of the log alone, as `bare-log` keeps it; `main` is that program. */
export function startBareLife({ main, data }: LifeOptions): Life {
  const child = spawn(process.execPath, [main, join(data, 'live')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const waiting: ((line: string | null) => void)[] = [];
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4_000);
  });
  // A killed process reads no more.
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const reader = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve, reject) => {
    reader.once('line', () => {
      reader.on('line', (line) => waiting.shift()?.(line));
      resolve();
    });
    child.once('close', () => {
      for (const answer of waiting.splice(0)) answer(null);
      reject(new Error(`the log ended: ${complaints}`));
    });
  });
  ready.catch(() => undefined);
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const ask = (line: string): Promise<string | null> => {
    if (isOver()) return Promise.resolve(null);
    child.stdin.write(`${line}\n`);
    return new Promise((resolve) => waiting.push(resolve));
  };

  return {
    ready,
    async post(body) {
      const line = await ask(body);
      return line === null ? null : (JSON.parse(line) as Answer);
    },
    async count() {
      const line = await ask('count');
      if (line === null) throw new Error(`the log ended: ${complaints}`);
      const told = JSON.parse(line) as { offered: [string, number][]; answered: number };
      const byQueue = new Map(told.offered);
      const offered = [...byQueue.values()].reduce((sum, one) => sum + one, 0);
      return { offered, answered: told.answered, byQueue };
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
