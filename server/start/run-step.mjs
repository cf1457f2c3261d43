import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A problem whose message is all that its reader needs. */
export class Sorry extends Error {}

/** Says what goes on, on stderr: stdout belongs to the program that follows. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a command to its end and keeps quiet about it; throws `Sorry` with everything it said where
 * it fails. `what` completes "… did not work".
 */
export async function runStep({ what, command, args, env = {} }) {
  const output = [];
  const code = await new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a script of its own kind on Windows.
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => {
      output.push(Buffer.from(error.message));
      settle(1);
    });
    child.on('close', (status) => settle(status ?? 1));
  });
  if (code !== 0)
    throw new Sorry(`${Buffer.concat(output).toString().trim()}\n${what} did not work.`);
}
