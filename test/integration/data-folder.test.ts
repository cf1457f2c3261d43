import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleOnly } from '#test/support/bundled.mjs';

/** Within the repository: a bundle finds its packages by where it lies. */
const PROGRAMME = join(
  import.meta.dirname,
  '../../node_modules/.cache/tidewall-data-folder',
  `test-${process.pid}`,
);
/** Who has neither started nor refused by then never will. */
const PATIENCE_MS = 30_000;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-folder-'));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  await bundleOnly({ source: 'server', names: ['main'], folder: PROGRAMME });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(PROGRAMME, { recursive: true, force: true });
});

/** A file system of the kernel's own, which takes no new folders and says that there is none above. */
const ofTheKernel = describe.skipIf(process.platform !== 'linux');

ofTheKernel('--data below /proc', () => {
  test.each([
    ['/proc/tidewall', 'ENOENT'],
    ['/proc/tidewall/data', 'ENOENT'],
    ['/proc/self/tidewall/data', 'ENOENT'],
    ['/proc/self', 'E'],
  ])('%s is refused in a sentence and with 2', async (data, code) => {
    expect(await start(data)).toEqual({ code: 2, output: refusal(data, code) });
  });
});

describe('--data', () => {
  test.each([
    ['a file', 'file', 'EEXIST'],
    ['below a file', 'file/data', 'ENOTDIR'],
    ['far below a file', 'file/of/all/data', 'ENOTDIR'],
    ['a link to nothing', 'link', 'EEXIST'],
    ['below a link to nothing', 'link/data', 'EEXIST'],
  ])('%s is refused in a sentence and with 2', async (_what, name, code) => {
    const data = join(folder, name);
    expect(await start(data)).toEqual({ code: 2, output: refusal(data, code) });
  });

  test('is made with the folders above it, for its owner only', async () => {
    const data = join(folder, 'of', 'our', 'own');
    expect((await start(data)).output).toContain('Sign in');
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'of')).mode & 0o777).toBe(0o700);
    expect(statSync(join(data, 'secret')).mode & 0o777).toBe(0o600);
  });
});

function refusal(data: string, code: string): unknown {
  const sentence = `--data: a folder that can be made and written to is expected, but got "${data}" (${code}`;
  return expect.stringContaining(sentence);
}

/** Starts it and ends it as soon as it says how to sign in; how it ended and all that it said. */
async function start(data: string): Promise<{ code: number | null; output: string }> {
  const flags = ['--port', '0', '--no-demo', '--data', data];
  const { TIDEWALL_CONFIG: _config, ...env } = process.env;
  const child = spawn(process.execPath, [join(PROGRAMME, 'main.mjs'), ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes('Ctrl-C')) child.kill('SIGTERM');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((settle) => child.on('close', settle));
  return { code, output };
}
