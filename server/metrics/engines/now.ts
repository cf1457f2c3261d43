import { oldestFirst } from '#server/floor/leg.ts';
import type { Leg } from '#server/floor/state.ts';
import { NO_READING, type Behind, type Engine, type Question } from '../question.ts';

/**
 * What is so at this instant, whatever the window: the legs that wait, and those that an agent has.
 * A contact that came before midnight is among them; today's cohort is another number.
 */
export const NOW_ENGINE: Engine = {
  read(question, { id }) {
    const present = legsNow(question, id);
    if (id !== 'longestWaitingMs')
      return { value: present.length, numerator: present.length, denominator: null };
    const [longest] = present;
    if (!longest) return NO_READING;
    const value = waitedMs(longest, question);
    return { value, numerator: value, denominator: null };
  },
  behind(question, { id }, part) {
    if (part === 'excluded') return [];
    const present = legsNow(question, id);
    const listed =
      id === 'longestWaitingMs' && part === 'numerator' ? present.slice(0, 1) : present;
    return listed.map((leg) => row(leg, question));
  },
};

/** Oldest first. */
function legsNow({ queues, isOwn }: Question, metric: string): Leg[] {
  const legs = queues.flatMap((queue) => [
    ...(metric === 'serving' ? queue.serving : queue.waiting),
  ]);
  return oldestFirst(isOwn ? legs.filter(isOwn) : legs);
}

function row(leg: Leg, question: Question): Behind {
  const { contact, queue, offeredAt } = leg;
  const countedAt = leg.exitAt ?? offeredAt;
  const valueMs = leg.exit === null ? waitedMs(leg, question) : null;
  return { contact, queue, leg, offeredAt, countedAt, valueMs, reason: null };
}

function waitedMs({ offeredAt }: Leg, { state }: Question): number {
  return Math.max(0, state.now - offeredAt);
}
