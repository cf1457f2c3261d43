import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accountsTable } from './accounts-table.ts';
import { CHAOS, isAsPromised } from './kinds.ts';

/*
 * The program behind `npm run chaos`. Exit code 1 where anything acknowledged was lost, anything
 * counted twice, anything refused was acknowledged or anything wrong was answered; 2 where the question is wrong.
 */

const startedAt = performance.now();
let saidAt = startedAt;
try {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: { count: text, seed: text, bare: { type: 'boolean' }, folder: text, server: text },
    allowPositionals: true,
  });
  const [name = '', ...more] = positionals;
  const chaos = CHAOS[name];
  if (!chaos || more.length > 0)
    throw new Error(
      `One of ${Object.keys(CHAOS).join(', ')} is expected, but got "${positionals.join(' ')}"`,
    );
  if (values.bare === true && name !== 'kill')
    throw new Error(`--bare goes with kill only, but got ${name}`);
  const count = countOf(values.count, chaos.usual);
  const seed = values.seed ?? String(Date.now());
  console.log(`${name}: ${count} times, seed ${seed}`);
  const found = await chaos.run({
    ...{ count, seed, folder: values.folder ?? '', server: values.server ?? '' },
    bareLog: values.bare === true ? join(import.meta.dirname, 'bare-log.mjs') : null,
    onProgress: (done, rest) => progress(done, count, rest),
  });
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(accountsTable(`${name}, seed ${seed}, in ${seconds} s`, found.accounts));
  for (const sentence of found.complaints) console.log(`    ${sentence}`);
  const well = isAsPromised(found);
  console.log(well ? 'All is as promised.' : 'NOT as promised.');
  process.exitCode = well ? 0 : 1;
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFlag = code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(
    isFlag ? `${message}; allowed are --count, --seed and, with kill, --bare` : message,
  );
  process.exitCode = 2;
}

/** A line that goes on in a terminal, and one a quarter of a minute where the output is kept. */
function progress(done: number, of: number, rest: string): void {
  const now = performance.now();
  const everyMs = process.stdout.isTTY ? 100 : 15_000;
  if (now - saidAt < everyMs) return;
  saidAt = now;
  const line = `${done} of ${of} · ${rest} · ${Math.round((now - startedAt) / 1000)} s`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
  else console.log(line);
}

function countOf(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(
    `--count is expected to be a whole number from 1 to 9,999,999, but got "${text}"`,
  );
}
