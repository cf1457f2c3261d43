/**
 * Ids are strings that the source chooses; Tidewall never parses them. The aliases say which
 * thing a string names, so that a signature reads without a comment.
 */
export type QueueId = string;
export type AgentId = string;
export type ContactId = string;
/** A connection that events come over: the CloudEvents `source`, e.g. `/asterisk/hq`. */
export type SourceId = string;
/** Milliseconds since 1970-01-01T00:00:00Z. Every field of this type ends in `At`, or is called `now`. */
export type Instant = number;
