import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An appender in a process of its own, followed line by line. */
export interface Appender {
  readonly process: ChildProcess;
  /** What it said so far. */
  readonly lines: string[];
  /** The next line that begins with `start`; rejects where the process ends before. */
  said(start: string): Promise<string>;
  /** SIGKILL, then waits until it is gone and all it said was read. */
  kill(): Promise<void>;
}

export function startAppender(folder: string, round: string): Appender {
  const script = join(import.meta.dirname, 'appender.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, round], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting: { start: string; resolve: (line: string) => void; reject: (e: Error) => void }[] =
    [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const one of waiting.filter(({ start }) => line.startsWith(start))) {
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(line);
    }
  });
  const ended = once(reader, 'close').then(() => {
    for (const { start, reject } of waiting)
      reject(new Error(`the appender is expected to say "${start}", but it ended`));
  });
  return {
    process: child,
    lines,
    said: (start) => new Promise((resolve, reject) => waiting.push({ start, resolve, reject })),
    async kill() {
      child.kill('SIGKILL');
      await ended;
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Batches it said of that word, e.g. `ack`. */
export function batchesOf(lines: readonly string[], word: string): number[] {
  return lines
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => Number(line.split(' ')[1]));
}
