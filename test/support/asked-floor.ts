import type { Instant } from '#schema/ids.ts';
import { definitionOf, type MetricName } from '#schema/metrics/definitions.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import { createDelta } from '#server/floor/delta.ts';
import { advanceFloor } from '#server/floor/fold.ts';
import type { AgentRecord, FloorState } from '#server/floor/state.ts';
import { ENGINES } from '#server/metrics/engines.ts';
import { questionOf } from '#server/metrics/question-of.ts';
import type {
  AgentPart,
  Behind,
  Engine,
  NumberPart,
  Question,
  Reading,
} from '#server/metrics/question.ts';
import { workforceOf } from '#server/metrics/scope.ts';
import { createSlidingWindows } from '#server/metrics/sliding-windows.ts';
import type { Window } from '#server/metrics/window.ts';
import { floorAlone } from './floor-alone.ts';
import { offsetMs } from './score-time.ts';

/** Of what a number is asked: all queues, all agents and today unless said. */
export interface AskedOf {
  readonly window?: Window;
  readonly queues?: readonly string[];
  readonly agents?: readonly string[];
}

/** A floor told as a score, of which the engines are asked directly. */
export interface AskedFloor {
  readonly state: FloorState;
  say(at: string, type: string, data: Record<string, unknown>): void;
  /** Lets time pass. */
  until(at: string): void;
  instant(at: string): Instant;
  question(of?: AskedOf): Question;
  read(metric: MetricName, of?: AskedOf): Reading;
  behind(metric: MetricName, part: NumberPart, of?: AskedOf): readonly Behind[];
  shares(metric: MetricName, of?: AskedOf): readonly AgentPart[];
}

/** A Monday morning. */
const START_AT = Date.parse('2026-03-02T09:00:00.000Z');

export function askedFloor(startAt: Instant = START_AT): AskedFloor {
  const { state, take } = floorAlone({ startAt, source: '/test' });
  const windows = createSlidingWindows(state);
  const instant = (at: string): Instant => startAt + offsetMs(at);
  let told = 0;
  const question = ({ window = { kind: 'today' }, queues, agents }: AskedOf = {}): Question => {
    const asked = queues ? queues.map((id) => state.queues.get(id)!) : [...state.queues.values()];
    const workforce = (from: Instant): AgentRecord[] => {
      if (agents) return agents.map((id) => state.agents.get(id)!);
      return queues ? workforceOf(state, asked, from) : [...state.agents.values()];
    };
    return questionOf(state, windows, { queues: asked, agents: [], workforce }, window);
  };
  return {
    state,
    instant,
    question,
    say(at, type, data) {
      told += 1;
      take({ id: `e${told}`, type, at: instant(at), data }, Math.max(state.now, instant(at)));
    },
    until(at) {
      const to = instant(at);
      for (
        let second = Math.floor(state.now / SECOND_MS + 1) * SECOND_MS;
        second <= to;
        second += SECOND_MS
      )
        advanceFloor(state, second, createDelta());
      advanceFloor(state, to, createDelta());
    },
    read: (metric, of) => engineOf(metric).read(question(of), definitionOf(metric)),
    behind: (metric, part, of) =>
      engineOf(metric).behind!(question(of), definitionOf(metric), part),
    shares: (metric, of) => engineOf(metric).agents!(question(of), definitionOf(metric)),
  };
}

function engineOf(metric: MetricName): Engine {
  const { engine } = definitionOf(metric);
  if (engine === 'formula') throw new Error(`a metric of an engine is expected, but got ${metric}`);
  return ENGINES[engine];
}
