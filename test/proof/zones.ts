import { parseArgs } from 'node:util';
import { proveOpenQueues, proveZones } from './prove-zones.ts';

/*
 * `npm run prove -- zones [--from YEAR] [--to YEAR] [--seed TEXT]`: the business days of every IANA
 * zone against their definition, and a queue that stays open across every change of clocks. Exit
 * code 1 where anything is wrong, 2 where the question is.
 */
try {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: { from: text, to: text, seed: text },
  });
  const years = { from: yearOf('from', values.from, 2020), to: yearOf('to', values.to, 2030) };
  const seed = values.seed ?? 'zones';
  console.log(`${years.from} to ${years.to}, seed ${seed}`);
  const { zones, transitions, days, wrong } = proveZones(years, seed);
  console.log(`${zones} zones, ${transitions} changes of clocks, ${days} days compared`);
  const open = proveOpenQueues(years);
  console.log(`${open.lived} days lived with an open queue across a change of clocks`);
  const all = [...wrong, ...open.wrong];
  for (const sentence of all.slice(0, 10)) console.log(`  ${sentence}`);
  console.log(`${all.length} wrong.`);
  process.exitCode = all.length > 0 || days === 0 ? 1 : 0;
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFlag = code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isFlag ? `${message}; allowed are --from, --to and --seed` : message);
  process.exitCode = 2;
}

function yearOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^(19|20)\d\d$/.test(text)) return Number(text);
  throw new Error(`--${flag} is expected to be a year from 1900 to 2099, but got ${text}`);
}
