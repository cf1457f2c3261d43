import type { Question } from './question.ts';
import { legsIn } from './window-legs.ts';

/** How often contacts were about something. */
export interface TopicView {
  readonly topic: string;
  readonly contacts: number;
  /** Of all entries of the window that have a topic. */
  readonly ratio: number;
  /** Of these, in how many a complaint or an escalation was raised. */
  readonly escalated: number;
}

/** What the window's queue entries were about, most frequent first; those without a word are in none. */
export function topicsOf(question: Question): readonly TopicView[] {
  const topics = new Map<string, { contacts: number; escalated: number }>();
  let tagged = 0;
  for (const { leg } of legsIn(question)) {
    if (leg.topic === null) continue;
    tagged += 1;
    const counts = topics.get(leg.topic) ?? { contacts: 0, escalated: 0 };
    counts.contacts += 1;
    if (leg.escalatedAt !== null) counts.escalated += 1;
    topics.set(leg.topic, counts);
  }
  return [...topics]
    .map(([topic, counts]) => ({ topic, ...counts, ratio: counts.contacts / tagged }))
    .sort((a, b) => b.contacts - a.contacts || (a.topic < b.topic ? -1 : 1));
}
