import { parseArgs } from 'node:util';
import { accountsTable, isWell, type Account } from './accounts-table.ts';
import { runKills } from './kill-run.ts';

/*
 * The program behind `npm run chaos`. Exit code 1 where anything acknowledged was lost, anything
 * counted twice, anything refused was acknowledged or any wrong number served; 2 where the question is wrong.
 */

/** What a run found. */
interface Found {
  readonly accounts: readonly Account[];
  /** A sentence for each thing that is not as promised. */
  readonly complaints: readonly string[];
}

interface Asked {
  readonly count: number;
  readonly seed: string;
  readonly folder: string;
  readonly server: string;
}

interface Chaos {
  /** How often, unless said. */
  readonly usual: number;
  readonly run: (asked: Asked) => Promise<Found>;
}

const CHAOS: Readonly<Record<string, Chaos>> = {
  kill: { usual: 1_000, run: kill },
};

const startedAt = performance.now();
let saidAt = startedAt;
try {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: { count: text, seed: text, folder: text, server: text },
    allowPositionals: true,
  });
  const [name = ''] = positionals;
  const chaos = CHAOS[name];
  if (!chaos || positionals.length > 1)
    throw new Error(
      `One of ${Object.keys(CHAOS).join(', ')} is expected, but got ${positionals.join(' ')}`,
    );
  const asked: Asked = {
    count: countOf(values.count, chaos.usual),
    seed: values.seed ?? String(Date.now()),
    folder: values.folder ?? '',
    server: values.server ?? '',
  };
  console.log(`${name}: ${asked.count} times, seed ${asked.seed}`);
  const { accounts, complaints } = await chaos.run(asked);
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(accountsTable(`${name}, seed ${asked.seed}, in ${seconds} s`, accounts));
  for (const sentence of complaints) console.log(`    ${sentence}`);
  console.log(isWell(accounts) ? 'All is as promised.' : 'NOT as promised.');
  process.exitCode = isWell(accounts) ? 0 : 1;
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFlag = code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isFlag ? `${message}; allowed are --count and --seed` : message);
  process.exitCode = 2;
}

async function kill(asked: Asked): Promise<Found> {
  const { kills, moments, accounts } = await runKills({
    ...asked,
    kills: asked.count,
    main: asked.server,
    onProgress: (now) =>
      progress(now.kills, asked.count, `${now.accounts.acknowledged} acknowledged`),
  });
  return {
    accounts: [
      { what: 'kills of the server', count: kills },
      { what: 'of them at work', count: moments.work },
      { what: 'during its start', count: moments.start },
      { what: 'at the moment a file came or went', count: moments.file },
      { what: 'events acknowledged', count: accounts.acknowledged },
      { what: 'events sent again', count: accounts.resent },
      { what: 'acknowledged events lost', count: accounts.lost, bad: true },
      { what: 'events counted or kept twice', count: accounts.twice, bad: true },
      { what: 'wrong answers and wrong numbers', count: accounts.wrong, bad: true },
    ],
    complaints: accounts.complaints,
  };
}

/** A line that goes on in a terminal, and one a quarter of a minute where the output is kept. */
function progress(done: number, of: number, rest: string): void {
  const now = performance.now();
  const line = `${done} of ${of} · ${rest} · ${Math.round((now - startedAt) / 1000)} s`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
  else if (now - saidAt > 15_000) {
    saidAt = now;
    console.log(line);
  }
}

function countOf(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(
    `--count is expected to be a whole number from 1 to 9,999,999, but got "${text}"`,
  );
}
