import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCheckpoints } from '#server/journal/checkpoints.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { BANK_FOLDER, callsIn, tellCalls } from './bank-events.ts';
import { proveRewind } from './prove-rewind.ts';

/*
 * `npm run prove -- rewind [--calls DIR] [--from DAY] [--to DAY] [--moments N] [--seed N]`: random
 * moments of a recording, opened and compared with a fold of the whole log. Exit code 1 where one is
 * not the same, 2 where the question is wrong.
 */

const FROM = '1999-01-01';
const TO = '1999-06-30';

try {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: { calls: text, from: text, to: text, moments: text, seed: text },
  });
  const calls = callsIn(values.calls ?? BANK_FOLDER);
  const days = { from: values.from ?? FROM, to: values.to ?? TO };
  const moments = numberOf('moments', values.moments, 1_000);
  const seed = numberOf('seed', values.seed, 1);
  console.log(`${calls.folder}, ${days.from} to ${days.to}, ${moments} moments, seed ${seed}`);
  const path = mkdtempSync(join(import.meta.dirname, 'rewind-'));
  const journal = await openJournal({ path });
  try {
    const proof = await proveRewind({
      journal,
      checkpoints: openCheckpoints({ path, journal: journal.identity, format: 'proof' }),
      seconds: tellCalls(calls, days),
      moments,
      random: randomOf(seed),
      say: (what) => console.error(what),
    });
    const { entries, openMs, different } = proof;
    console.log(
      `${entries} entries, written in ${seconds(proof.writeMs)} s, folded in ${seconds(proof.foldMs)} s with ${proof.checkpoints} checkpoints`,
    );
    const at = (share: number): string =>
      openMs[Math.floor(share * (openMs.length - 1))]!.toFixed(0);
    console.log(
      `opened in ms: median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, most ${at(1)}`,
    );
    for (const each of different.slice(0, 10)) console.log(`  ${new Date(each).toISOString()}`);
    console.log(`${openMs.length} moments compared, ${different.length} different.`);
    process.exitCode = different.length > 0 || openMs.length === 0 ? 1 : 0;
  } finally {
    await journal.close();
    rmSync(path, { recursive: true, force: true });
  }
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFlag = code?.startsWith('ERR_PARSE_ARGS') === true;
  const allowed = '--calls, --from, --to, --moments and --seed';
  console.error(isFlag ? `${message}; allowed are ${allowed}` : message);
  process.exitCode = 2;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(0);
}

function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${flag} is expected to be a number from 1 on, but got ${text}`);
}

/** Numbers in 0..1 that follow from the seed (a linear congruence; nothing here needs a better one). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
