import { writeSync } from 'node:fs';

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/**
 * Says a line on stdout at once: what a killed process had still in a buffer would be lost. Where whoever
 * reads is behind, it is waited for.
 */
export function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let said = 0; said < bytes.length;)
    try {
      said += writeSync(1, bytes, said);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
}
