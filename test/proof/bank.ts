import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { BANK_FOLDER, callsIn, tellCalls } from './bank-events.ts';
import { hasTruth, readTruth } from './bank-truth.ts';
import { proveBank } from './prove-bank.ts';
import { reportOf } from './report.ts';

/*
 * `npm run prove -- bank [--calls DIR] [--truth DIR] [--from DAY] [--to DAY]`: every figure of the
 * truth against the product's. Exit code 1 where one differs, 2 where the question is wrong.
 */

const DAY = /^\d{4}-\d\d-\d\d$/;

try {
  const startedAt = performance.now();
  const { calls, truth, days } = asked();
  console.log(`${calls.folder}, ${days.from} to ${days.to}, against ${truth.folder}`);
  const onMonth = (month: string): void => console.error(`${month} …`);
  const proof = await proveBank(tellCalls(calls, days), truth.tables, { ...days, onMonth });
  for (const line of reportOf(proof)) console.log(line);
  const seconds = (performance.now() - startedAt) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(`It took ${seconds.toFixed(0)} s and ${megabytes.toFixed(0)} MB of memory.`);
  const { compared, different } = proof.comparison;
  process.exitCode = different > 0 || compared === 0 || proof.refused > 0 ? 1 : 0;
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFlag = code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isFlag ? `${message}; allowed are --calls, --truth, --from and --to` : message);
  process.exitCode = 2;
}

function asked() {
  const text = { type: 'string' } as const;
  const options = { calls: text, truth: text, from: text, to: text };
  const { values } = parseArgs({ args: process.argv.slice(2), options });
  const calls = callsIn(values.calls ?? BANK_FOLDER);
  const beside = [calls.folder, dirname(calls.folder)].find(hasTruth);
  const folder = values.truth ?? beside ?? BANK_FOLDER;
  const tables = readTruth(folder);
  const days = { from: values.from ?? tables.from, to: values.to ?? tables.to };
  for (const [name, day] of Object.entries(days))
    if (!DAY.test(day) || Number.isNaN(Date.parse(day)))
      throw new Error(`--${name} is expected to be a day like 1999-05-23, but got ${day}`);
  if (days.from > days.to) throw new Error(`--from is expected to be no later than --to`);
  return { calls, truth: { folder, tables }, days };
}
