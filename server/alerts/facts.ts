import type { Channel } from '#schema/channel.ts';
import type { Instant, QueueId } from '#schema/ids.ts';

/** A surge that runs on a queue, as server/surge tells it. */
export interface SurgeFacts {
  readonly since: Instant;
  /** Seen over expected. */
  readonly ratio: number;
  readonly expectedPerMinute: number;
  readonly seenPerMinute: number;
}

/** Contacts that count, and those of them that met the threshold. */
export interface ServiceLevelCounts {
  readonly met: number;
  readonly counted: number;
}

/** What the rules look at, of one queue, at one second. */
export interface QueueFacts {
  readonly queue: QueueId;
  readonly channel: Channel;
  readonly waiting: number;
  readonly longestWaitingSince: Instant | null;
  readonly thresholdMs: number;
  readonly targetRatio: number;
  /** Last 30 minutes, in the queue's own variant. */
  readonly serviceLevel: ServiceLevelCounts;
  /** The same of the last five minutes: whether it is still so. */
  readonly recentServiceLevel: ServiceLevelCounts;
  readonly agentsSignedIn: number;
  /** Contacts an agent is handling now. */
  readonly servingNow: number;
  /** A source behind the queue is silent or lost. */
  readonly stale: boolean;
  readonly surge: SurgeFacts | null;
  /** In how many points the newest audit found the shown numbers not to equal the log. */
  readonly auditDifferences: number;
}
