import { readFileSync } from 'node:fs';
import { lastHandler } from '#server/floor/leg.ts';
import type { AgentRecord, FloorState, Leg } from '#server/floor/state.ts';
import { recordingPath } from './asterisk-recording.ts';
import { printed } from './half-even.ts';
import { memberNames } from './recorded-asterisk.ts';

/** What the floor knows of a person's work, in seconds, in the words of the recording's truth. */
export function workOf(state: FloorState, name: string) {
  const agent = state.agents.get(name)!;
  const own = [...agent.legs, ...agent.past].filter((leg) => lastHandler(leg) === name);
  const offered = [...state.queues.values()].flatMap(({ legs }) => legs);
  const ronas = offered.flatMap((leg) => leg.ronas).filter((rona) => rona.agent === name);
  const talk = own.reduce((sum, leg) => sum + talkSeconds(leg), 0);
  const byQueue: Record<string, number> = {};
  for (const { queue } of own) byQueue[queue] = (byQueue[queue] ?? 0) + 1;
  return {
    calls: own.length,
    by_queue: byQueue,
    talk,
    aht_talk: Number(printed(talk / own.length, 2)),
    not_ended: own.filter((leg) => leg.endedAt === null).length,
    ring_no_answer: ronas.length,
  };
}

/** Seconds signed in, and paused by reason as the truth names it. */
export function timeOf(state: FloorState, name: string) {
  const pausedByReason: Record<string, number> = {};
  let login = 0;
  for (const { state: what, reason, seconds } of segmentsOf(state.agents.get(name)!, state.now)) {
    if (what !== 'signedOut') login += seconds;
    if (what !== 'paused') continue;
    const named = reason ?? '(none)';
    pausedByReason[named] = (pausedByReason[named] ?? 0) + seconds;
  }
  return { login, pausedByReason };
}

/**
 * Seconds for which a person was paused in every queue they were in, from the lines of queue_log
 * and nothing else. `queues` are theirs; in those without an ADDMEMBER they are from the beginning.
 */
export function pausedEverywhere(name: string, queues: readonly string[]): number {
  const names = memberNames();
  const lines = readFileSync(recordingPath('main', 'queue_log'), 'utf8').trim().split('\n');
  const mine = lines
    .map((line) => line.split('|'))
    .filter(([, , queue, who]) => queues.includes(queue!) && (names[who!] ?? who) === name);
  const added = new Set(
    mine.filter(([, , , , event]) => event === 'ADDMEMBER').map(([, , q]) => q),
  );
  const paused = new Map<string, boolean>(
    queues.filter((queue) => !added.has(queue)).map((queue) => [queue, false]),
  );
  let seconds = 0;
  let since: number | null = null;
  for (const [time, , queue, , event] of mine) {
    if (event === 'ADDMEMBER') paused.set(queue!, false);
    else if (event === 'REMOVEMEMBER') paused.delete(queue!);
    else if (event === 'PAUSE' || event === 'UNPAUSE') paused.set(queue!, event === 'PAUSE');
    else continue;
    const everywhere = paused.size > 0 && [...paused.values()].every(Boolean);
    if (since !== null) seconds += Number(time) - since;
    since = everywhere ? Number(time) : null;
  }
  return seconds;
}

/** As Asterisk counts it: hold, which only AMI tells of, is part of the talk. */
function talkSeconds(leg: Leg): number {
  return leg.endedAt === null ? 0 : (leg.endedAt - leg.exitAt!) / 1000;
}

function* segmentsOf({ segments }: AgentRecord, now: number) {
  for (const [index, { state, reason, from }] of segments.entries())
    yield { state, reason, seconds: ((segments[index + 1]?.from ?? now) - from) / 1000 };
}
