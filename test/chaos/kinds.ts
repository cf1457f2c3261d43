import { isWell, type Account } from './accounts-table.ts';
import { startBareLife } from './bare-life.ts';
import { runCorruptions } from './corrupt.ts';
import { runCuts } from './cut.ts';
import { runDiskErrors } from './disk.ts';
import { runKills } from './kill-run.ts';
import { runPowerCuts } from './power-cut.ts';
import type { LogAccount } from './workload.ts';

/** What a run found. */
export interface Found {
  readonly accounts: readonly Account[];
  /** A sentence for each thing that is not as promised, where one is known. */
  readonly complaints: readonly string[];
}

export interface Asked {
  readonly count: number;
  readonly seed: string;
  /** For data; only `kill` needs it, and what is killed: the built server, or the log alone. */
  readonly folder: string;
  readonly server: string;
  readonly bareLog: string | null;
  readonly onProgress: (done: number, rest: string) => void;
}

/** A way in which machines fail. */
export interface Chaos {
  /** How often, unless said. */
  readonly usual: number;
  readonly run: (asked: Asked) => Promise<Found>;
}

export const CHAOS: Readonly<Record<string, Chaos>> = {
  kill: { usual: 1_000, run: kill },
  'power-cut': { usual: 500, run: powerCut },
  disk: { usual: 200, run: disk },
  corrupt: { usual: 500, run: corrupt },
  cut: { usual: 100, run: cut },
};

export function isAsPromised({ accounts, complaints }: Found): boolean {
  return isWell(accounts) && complaints.length === 0;
}

async function kill(asked: Asked): Promise<Found> {
  const { kills, moments, accounts } = await runKills({
    ...asked,
    kills: asked.count,
    ...(asked.bareLog === null
      ? { main: asked.server }
      : { main: asked.bareLog, start: startBareLife }),
    onProgress: (now) => asked.onProgress(now.kills, `${now.accounts.acknowledged} acknowledged`),
  });
  return {
    accounts: [
      { what: `kills of the ${asked.bareLog === null ? 'server' : 'log alone'}`, count: kills },
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

async function powerCut(asked: Asked): Promise<Found> {
  const found = await runPowerCuts({
    cuts: asked.count,
    seed: asked.seed,
    onProgress: (now) => asked.onProgress(now.cuts, `${now.acknowledged} acknowledged`),
  });
  return {
    accounts: [
      { what: 'power cuts', count: found.cuts },
      { what: 'of them while the log was being opened', count: found.cutsAtStart },
      ...looked(found),
      ...kept(found),
      { what: 'damages said where there was none', count: found.damageSaid, bad: true },
    ],
    complaints: [],
  };
}

async function disk(asked: Asked): Promise<Found> {
  const found = await runDiskErrors({
    errors: asked.count,
    seed: asked.seed,
    onProgress: (now) => asked.onProgress(now.errors, `${now.acknowledged} acknowledged`),
  });
  return {
    accounts: [
      { what: 'calls of the disk that failed', count: found.errors },
      { what: 'appends refused', count: found.refused },
      { what: 'starts refused with a sentence', count: found.startsRefused },
      { what: 'outages that ended by themselves', count: found.healed },
      ...looked(found),
      ...kept(found),
      { what: 'outages that did not end', count: found.notHealed, bad: true },
      { what: 'damages said where there was none', count: found.damageSaid, bad: true },
    ],
    complaints: [],
  };
}

async function corrupt(asked: Asked): Promise<Found> {
  const found = await runCorruptions({
    corruptions: asked.count,
    seed: asked.seed,
    onProgress: (now) => asked.onProgress(now.corruptions, `${now.acknowledged} looked for`),
  });
  const { hit } = found;
  return {
    accounts: [
      { what: 'files damaged', count: found.corruptions },
      { what: 'of them segments of the log', count: hit.log },
      { what: 'what is derived from it', count: hit.index + hit.ids },
      { what: 'the mark of its end', count: hit.tail },
      { what: 'starts refused with a sentence', count: found.refused },
      { what: 'damages said', count: found.damageSaid },
      { what: 'entries gone, as said', count: found.damaged },
      ...looked(found),
      { what: 'entries gone without a word', count: found.lost, bad: true },
      ...wrong(found),
    ],
    complaints: [],
  };
}

/** Every one of five hundred screens is cut so often. */
async function cut(asked: Asked): Promise<Found> {
  const found = await runCuts({
    clients: 500,
    cuts: asked.count,
    seed: asked.seed,
    onProgress: (cuts, rest) => asked.onProgress(Math.floor(cuts / 500), rest),
  });
  return {
    accounts: [
      { what: 'connections of 500 screens cut', count: found.cuts },
      { what: 'events told meanwhile', count: found.events },
      { what: 'updates told to the screens', count: found.updates },
      { what: 'connections that went on from their place', count: found.resumed },
      { what: 'that had to begin anew', count: found.startedAnew },
      { what: 'of these from a place that nobody knows', count: found.lost },
      {
        what: 'screens that know something else than the server',
        count: found.different,
        bad: true,
      },
    ],
    complaints: [],
  };
}

function looked(found: LogAccount): Account[] {
  return [{ what: 'acknowledged entries looked for', count: found.acknowledged }];
}

function kept(found: LogAccount): Account[] {
  const missing = found.acknowledged - found.found;
  return [
    { what: 'of them lost', count: found.lost, bad: true },
    { what: 'of them not found as they were acknowledged', count: missing, bad: true },
    { what: 'unacknowledged batches kept by half', count: found.halves, bad: true },
    ...wrong(found),
  ];
}

function wrong(found: LogAccount): Account[] {
  return [
    { what: 'entries answered twice', count: found.twice, bad: true },
    { what: 'entries answered otherwise than written', count: found.wrongServed, bad: true },
    { what: 'positions that nothing kept had told', count: found.wrongPositions, bad: true },
  ];
}
