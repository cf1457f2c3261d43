import type { Channel } from '#schema/channel.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { AgentRecord, QueueState } from '#server/floor/state.ts';

/** What a queue was in an interval: later definitions change nothing of it. */
export interface QueueFacts {
  readonly name: string;
  readonly channel: Channel;
  readonly site: string | null;
  readonly business: string | null;
  readonly language: string | null;
  readonly variant: ServiceLevelVariant;
  readonly timeZone: string;
  readonly dayStartMinutes: number;
}

/** What an agent was in an interval. */
export interface AgentFacts {
  readonly name: string | null;
  readonly team: string | null;
  readonly site: string | null;
  /** Queues it served at its end, or left in it. */
  readonly queues: readonly QueueId[];
}

export function queueFacts({ policy }: QueueState): string {
  const { name, channel, site, business, language, timeZone, dayStartMinutes } = policy;
  const variant = policy.serviceLevelVariant;
  const facts = { name, channel, site, business, language, variant, timeZone, dayStartMinutes };
  return JSON.stringify(facts satisfies QueueFacts);
}

export function agentFacts({ name, team, site, queues }: AgentRecord, from: Instant): string {
  const served: QueueId[] = [];
  for (const [queue, { serves, leftAt }] of queues)
    if (serves || (leftAt !== null && leftAt > from)) served.push(queue);
  return JSON.stringify({ name, team, site, queues: served.sort() } satisfies AgentFacts);
}

/** Reads facts; the same text is read once: of years of rows nearly all say the same. */
export class FactsReader {
  readonly #known = new Map<string, unknown>();

  queue(text: string): QueueFacts {
    return this.#read(text) as QueueFacts;
  }

  agent(text: string): AgentFacts {
    return this.#read(text) as AgentFacts;
  }

  #read(text: string): unknown {
    let facts = this.#known.get(text);
    if (facts === undefined) {
      facts = JSON.parse(text) as unknown;
      this.#known.set(text, facts);
    }
    return facts;
  }
}
