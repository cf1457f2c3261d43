import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { BEARER, startTestApp, temporaryFolder, type TestApp } from '#test/support/app.ts';

/* A history that cannot be used costs the past, not the floor of now; whoever runs it has to hear of it. */

const folder = temporaryFolder();
let running: TestApp | null = null;
afterEach(async () => {
  await running?.app.stop();
  folder.remove();
});

test('a history file that is no database is put aside, said on /readyz, and made again', async () => {
  running = await startTestApp({ data: folder.path });
  await running.post([
    {
      ...{ specversion: '1.0', id: '1', source: '/test', type: 'contact.queued' },
      time: new Date().toISOString(),
      data: { contact: 'one', queue: 'sales' },
    },
  ]);
  await running.app.stop();
  expect(await warningsAfterStart()).toEqual([]);
  await running.app.stop();

  // Its write-ahead log alone would heal it.
  for (const suffix of ['', '-wal', '-shm'])
    writeFileSync(join(folder.path, `live/history.sqlite${suffix}`), 'no database '.repeat(500));
  expect(await warningsAfterStart()).toEqual([
    expect.stringMatching(/^The history could not be read .*put aside/),
  ]);
  const samples = await (await fetch(`${running.origin}/metrics`, { headers: BEARER })).text();
  expect(samples).toMatch(/^tidewall_history_refusing 0$/m);
  expect(samples).toMatch(/^tidewall_history_damaged_rows 0$/m);
});

async function warningsAfterStart(): Promise<readonly string[]> {
  running = await startTestApp({ data: folder.path });
  const answer = await fetch(`${running.origin}/readyz`, { headers: BEARER });
  const { warnings } = (await answer.json()) as { warnings?: readonly string[] };
  return warnings ?? [];
}
