import { beforeAll, describe, expect, test } from 'vitest';
import { businessDay } from '#schema/time/business-day.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { lastHandler } from '#server/floor/leg.ts';
import type { QueueState } from '#server/floor/state.ts';
import { sumTallies } from '#server/metrics/tally-sums.ts';
import type { StatusView } from '#server/metrics/view.ts';
import { applyEntry, createWorldChange } from '#server/pipeline-world.ts';
import { hasRecording, readTruth, RECORDING_MISSING } from '#test/support/asterisk-recording.ts';
import { printed } from '#test/support/half-even.ts';
import { pausedEverywhere, timeOf, workOf } from '#test/support/recorded-agents.ts';
import { tellAmi, tellQueueLog, type Told } from '#test/support/recorded-asterisk.ts';
import { eventEntry, scenario, type Scenario } from '#test/support/scenario.ts';

/*
 * The recorded Asterisk, told by either connector to the product's floor: every figure of the
 * truth, per queue and per agent, and the service level as Asterisk itself counts it.
 */

/** Members that are in the configuration: nothing in queue_log says that they came. */
const STATIC = new Set(['Ines Núñez', 'Jack Jones', 'Kim 📞 Lee', 'Lee Kim']);
const TODAY = { kind: 'today' } as const;

describe.skipIf(!hasRecording).each([
  { name: 'queue_log', tell: tellQueueLog },
  { name: 'AMI', tell: tellAmi },
])(
  `the recorded Asterisk, told by $name (skipped where ${RECORDING_MISSING})`,
  ({ name, tell }) => {
    let told: Told;
    let floor: Scenario;

    beforeAll(async () => {
      told = await tell();
      floor = fold(told);
    });

    test('every figure of every queue, and of all together, is the truth', () => {
      const truth = readTruth('main');
      for (const [id, wanted] of [...Object.entries(truth.queues), ['all', truth.all] as const])
        expect(figuresOf(floor, told, id), id).toEqual(wantedOf(wanted, name === 'AMI'));
    });

    test('every agent took the calls, in the queues, and talked for the seconds of the truth', () => {
      for (const [agent, wanted] of Object.entries(readTruth('main').agents)) {
        const work = workOf(floor.world.state.floor, agent);
        expect(wanted, agent).toMatchObject(work);
      }
    });

    test('every agent was signed in, and paused for each reason, as long as the truth says', () => {
      // What Asterisk does not count itself is dated by the arrival of its event: a second more or less.
      const slack = name === 'AMI' ? 1 : 0;
      for (const [agent, wanted] of Object.entries(agentsOf())) {
        const { login, pausedByReason } = timeOf(floor.world.state.floor, agent);
        if (name === 'AMI' || !STATIC.has(agent)) expect(login, agent).toBe(wanted.login);
        delete pausedByReason['unreachable'];
        const queues = Object.keys(wanted.login_by_queue);
        if (queues.length > 1) {
          // In two queues, the truth counts a pause in either, and a wall shows who can take no call.
          const sum = Object.values(pausedByReason).reduce((all, seconds) => all + seconds, 0);
          const everywhere = pausedEverywhere(agent, queues);
          expect(Math.abs(sum - everywhere), `${agent} ${sum} ${everywhere}`).toBeLessThanOrEqual(
            slack * 2,
          );
          continue;
        }
        expect(Object.keys(pausedByReason).toSorted(), agent).toEqual(
          Object.keys(wanted.paused_by_reason).toSorted(),
        );
        for (const [reason, seconds] of Object.entries(wanted.paused_by_reason))
          expect(
            Math.abs(pausedByReason[reason]! - seconds),
            `${agent} ${reason}`,
          ).toBeLessThanOrEqual(slack);
      }
    });

    test('told as Asterisk counts, its service level is Asterisk’s own to the digit', () => {
      const truth = readTruth('main');
      const { removed, byKey, events } = asAsteriskCounts(floor, told);
      expect(removed.map(({ agent, queue }) => [agent, queue])).toEqual([
        ['李雷', 'support'],
        ["Bob O'Brien", 'sales'],
      ]);
      expect(byKey.map(({ queue }) => queue)).toEqual(['sales', 'sales']);
      const asterisk = fold({ ...told, events });
      const gone = new Set([...removed, ...byKey].map(({ leg }) => leg));
      expect(legsOf(asterisk)).toEqual(legsOf(floor).filter((leg) => !gone.has(leg)));
      for (const [id, wanted] of [...Object.entries(truth.queues), ['all', truth.all] as const]) {
        const metrics = statusOf(asterisk, id).metrics(TODAY);
        expect(
          {
            ast_completed: metrics.answered,
            ast_abandoned: metrics.abandoned,
            ast_slperf: percent(metrics.serviceLevelRatio('answered')!),
            ast_slperf2: percent(metrics.serviceLevelRatio('pos')!),
          },
          id,
        ).toEqual({
          ast_completed: wanted['ast_completed'],
          ast_abandoned: wanted['ast_abandoned'],
          ast_slperf: wanted['ast_slperf'],
          ast_slperf2: wanted['ast_slperf2'],
        });
      }
    });
  },
);

function fold({ source, events }: Told): Scenario {
  const floor = scenario({ startAt: events[0]!.at });
  for (const event of events) {
    const entry = eventEntry({ ...event, source, data: { ...event.data } });
    applyEntry(floor.world, entry, createWorldChange());
  }
  return floor;
}

function statusOf({ view }: Scenario, id: string): StatusView {
  return id === 'all' ? view.total({}) : view.queue(id)!;
}

/** What the wall shows, and what follows from it, in the words of the truth. */
function figuresOf(floor: Scenario, told: Told, id: string) {
  const metrics = statusOf(floor, id).metrics(TODAY);
  const { offered, answered, shortAbandoned, answeredWithinThreshold: within } = metrics;
  const abandoned = metrics.abandoned + shortAbandoned;
  const legs = queuesOf(floor, id).flatMap((queue) => queue.legs);
  const waits = (exit: string): number[] =>
    legs.filter((leg) => leg.exit === exit).map((leg) => (leg.exitAt! - leg.offeredAt) / 1000);
  const ended = legs.filter((leg) => leg.endedAt !== null).length;
  const gaveUp = waits('abandoned');
  const talk = talkAndHold(floor, id);
  return {
    offered,
    answered,
    abandoned,
    overflowed: metrics.overflowed,
    undecided: metrics.undecided,
    answered_within: within,
    short_abandons: shortAbandoned,
    sl1_of_offered: percent(within / offered),
    sl2_of_answered_and_abandoned: percent(within / (answered + abandoned)),
    sl3_without_short_abandons: percent(within / (offered - shortAbandoned)),
    abandon_rate: percent(abandoned / offered),
    asa: hundredths(metrics.averageSpeedOfAnswerMs! / 1000),
    max_wait: metrics.longestWaitMs! / 1000,
    max_wait_answered: Math.max(...waits('answered')),
    mean_wait_abandoned: hundredths(gaveUp.reduce((sum, wait) => sum + wait, 0) / gaveUp.length),
    ended,
    aht_talk: hundredths(talk / ended),
    talk_total: talk,
    transferred: metrics.transferredAfterAnswer,
    left_by: countBy(told, id, 'contact.overflowed', 'reason'),
    ended_by: countBy(told, id, 'contact.ended', 'by'),
    transferred_by: countBy(told, id, 'contact.transferred', 'kind'),
  };
}

/** Seconds that the wall divides for talk and for hold: Asterisk does not tell them apart. */
function talkAndHold(floor: Scenario, id: string): number {
  let sum = 0;
  for (const queue of queuesOf(floor, id)) {
    const { startAt, endAt } = businessDay(floor.view.now, queue.policy);
    const { count } = sumTallies(queue, startAt, endAt);
    sum += count('talkMs') + count('holdMs');
  }
  return sum / 1000;
}

/** The truth in the same words. AMI says of a time-out and of a withdrawal only that they were routed on. */
function wantedOf(truth: ReturnType<typeof readTruth>['all'], byAmi: boolean) {
  const { timeout, key, empty, withdrawn } = truth;
  const { agent, caller, blind, attended } = truth['ended_by'] as unknown as Record<string, number>;
  const routed = byAmi ? { routed: timeout! + withdrawn! } : { timeout, withdrawn };
  const { offered, answered, abandoned } = truth;
  const same = [
    ...['answered_within', 'short_abandons', 'sl1_of_offered', 'sl2_of_answered_and_abandoned'],
    ...['sl3_without_short_abandons', 'abandon_rate', 'asa', 'max_wait', 'max_wait_answered'],
    ...['mean_wait_abandoned', 'ended', 'aht_talk', 'talk_total'],
  ];
  return {
    offered,
    answered,
    abandoned,
    overflowed: timeout! + key! + empty! + withdrawn!,
    undecided: truth['open'],
    ...Object.fromEntries(same.map((figure) => [figure, truth[figure]])),
    transferred: (blind ?? 0) + (attended ?? 0),
    left_by: some({ key, empty, ...routed }),
    ended_by: some({ agent, customer: caller }),
    transferred_by: some({ blind, consult: attended }),
  };
}

/**
 * Asterisk leaves out calls whose member was removed while they talked, and who left by a key; every
 * other way out without an answer it calls abandoned, however short the wait.
 */
function asAsteriskCounts(floor: Scenario, told: Told) {
  const removed: { agent: string; queue: string; leg: string }[] = [];
  const byKey: { queue: string; leg: string }[] = [];
  for (const { type, at, data } of told.events) {
    const { agent, queue, leg, reason } = data as Record<string, string>;
    if (type === 'contact.overflowed' && reason === 'key') byKey.push({ queue: queue!, leg: leg! });
    if (type !== 'agent.leftQueue') continue;
    for (const each of floor.world.state.floor.queues.get(queue!)!.legs)
      if (lastHandler(each) === agent && each.exitAt! <= at && at <= each.endedAt!)
        removed.push({ agent, queue: queue!, leg: each.key! });
  }
  const gone = new Set([...removed, ...byKey].map(({ leg }) => leg));
  const events = told.events.flatMap((event): IncomingEvent[] => {
    const { leg, contact } = event.data as Record<string, string>;
    if (gone.has(leg!)) return [];
    if (event.type === 'queue.defined')
      return [{ ...event, data: { ...event.data, shortAbandonMs: 0 } }];
    if (event.type !== 'contact.overflowed') return [event];
    return [{ ...event, type: 'contact.abandoned', data: { contact, leg } }];
  });
  return { removed, byKey, events };
}

function legsOf(floor: Scenario): string[] {
  return queuesOf(floor, 'all').flatMap(({ legs }) => legs.map((leg) => leg.key!));
}

function queuesOf({ world }: Scenario, id: string): QueueState[] {
  return [...world.state.floor.queues.values()].filter((queue) => id === 'all' || queue.id === id);
}

function countBy(told: Told, queue: string, type: string, field: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type: each, data } of told.events) {
    if (each !== type || (queue !== 'all' && data['queue'] !== queue)) continue;
    const name = String(data[field]);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Only what there is any of. */
function some(counts: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).filter((each): each is [string, number] => (each[1] ?? 0) > 0),
  );
}

function agentsOf() {
  return readTruth('main').agents as unknown as Record<
    string,
    {
      login: number;
      login_by_queue: Record<string, number>;
      paused_by_reason: Record<string, number>;
    }
  >;
}

function percent(ratio: number): number {
  return hundredths(ratio * 100);
}

function hundredths(value: number): number {
  return Number(printed(value, 2));
}
