import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '../..');
export const TOKEN = 'a-token-for-browser-tests';

/** The built server as a process of its own, that can be killed and started again in its place. */
export class Tidewall {
  readonly data = mkdtempSync(join(tmpdir(), 'tidewall-e2e-'));
  origin = '';
  signInLink = '';
  private child: ChildProcess | null = null;
  private events = 0;
  private readonly flags: readonly string[];
  private readonly dist: string;

  /** `dist`: the built Tidewall; the repository's own unless said. */
  constructor(flags: readonly string[], dist = join(ROOT, 'dist')) {
    this.flags = flags;
    this.dist = dist;
  }

  /** Starts it; the second time on the port of the first. */
  async start(): Promise<void> {
    const port = this.origin === '' ? '0' : new URL(this.origin).port;
    const child = spawn(
      process.execPath,
      [join(this.dist, 'server/main.js'), '--port', port, '--data', this.data, ...this.flags],
      {
        env: { ...process.env, TIDEWALL_TOKEN: TOKEN },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    this.child = child;
    this.signInLink = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.once('exit', (code) => reject(new Error(`Tidewall ended with ${code}: ${said}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const link = /http:\S+\/sign-in\?key=\S+/.exec(said);
        if (link) resolve(link[0]);
      });
    });
    this.origin = new URL(this.signInLink).origin;
  }

  /** Signs a browser in without a page: the one that the link leads to would be loaded for nothing. */
  async signIn(page: Page): Promise<void> {
    // A kept connection may be closed just as it is used again; a browser asks once more too.
    await page.context().request.get(this.signInLink, { maxRedirects: 0, maxRetries: 2 });
  }

  /** As the power goes. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** While full, no file of the process may grow: the nearest thing to a full disk that needs no disk. */
  fillDisk(full: boolean): void {
    const bytes = full ? '1' : 'unlimited';
    execFileSync('prlimit', ['--pid', `${this.child!.pid}`, `--fsize=${bytes}:unlimited`]);
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Posts an event of now, or of `agoMs` before. */
  async post(type: string, data: object, agoMs = 0): Promise<void> {
    this.events += 1;
    const response = await fetch(`${this.origin}/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/cloudevents+json',
      },
      body: JSON.stringify({
        specversion: '1.0',
        id: `${Date.now()}-${this.events}`,
        source: '/e2e',
        type,
        time: new Date(Date.now() - agoMs).toISOString(),
        data,
      }),
    });
    const answer = (await response.json()) as { accepted?: number };
    if (answer.accepted !== 1) throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  }
}
