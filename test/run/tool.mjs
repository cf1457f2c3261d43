import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '#server/start/run-step.mjs';

/**
 * Runs a tool out of node_modules at the root, shown as it runs unless `quiet`; answers its exit
 * code and what it said on stdout. Tidewall's own variables are kept from it: tests set their own.
 */
export async function runTool(tool, args, { env = {}, quiet = false } = {}) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TIDEWALL_'));
  const child = spawn(process.execPath, [binOf(tool), ...args], {
    cwd: ROOT,
    env: { ...Object.fromEntries(own), ...env },
    stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
  });
  const output = [];
  child.stdout.on('data', (chunk) => {
    output.push(chunk);
    if (!quiet) process.stdout.write(chunk);
  });
  const code = await new Promise((settle) => child.on('close', (status) => settle(status ?? 1)));
  return { code, output: Buffer.concat(output).toString() };
}

/** Where the tool's script is: links in .bin are shell scripts on Windows. */
function binOf(tool) {
  const name = tool === 'playwright' ? '@playwright/test' : tool;
  const folder = join(ROOT, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[tool]);
}
