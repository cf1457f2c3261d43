import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openJournal } from '#server/journal/open-journal.ts';
import { batchesOf, startAppender } from '#test/chaos/appender-process.ts';

/** Changes a running process's largest file size: the nearest thing to a full disk that needs no disk. */
function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes}:unlimited`]);
}

function canLimit(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

it.runIf(canLimit())(
  'acknowledges nothing while the disk is full, and goes on by itself when there is room again (L-6)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidewall-full-'));
    const appender = startAppender(folder, 'f');
    try {
      await appender.said('ack 20');
      const { pid } = appender.process;
      limitFiles(pid!, statSync(join(folder, 'log', '0000000000000001.log')).size + 200_000);
      await appender.said('refused');
      limitFiles(pid!, 'unlimited');
      await appender.said('ack');
      await appender.said('ack');
      await appender.kill();

      const journal = await openJournal({ path: folder });
      const ids = [...journal.read()]
        .flat()
        .map(({ entry }) => (entry.kind === 'tick' ? '' : entry.id));
      await journal.close();
      expect(new Set(ids).size).toBe(ids.length);
      expect(batchesOf(appender.lines, 'refused').length).toBeGreaterThan(0);
      for (const batch of batchesOf(appender.lines, 'ack')) expect(ids).toContain(`f-${batch}-0`);
    } finally {
      await appender.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
