import { execFileSync } from 'node:child_process';

/** Whether this machine lets a running process's files be kept from growing. */
export function canFillDisk(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}
