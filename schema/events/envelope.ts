import type { Instant, SourceId } from '../ids.ts';
import type { EventData, EventType } from './types.ts';

/** An event of the contract, decoded: its data has the shape its type promises. */
export type FloorEvent = { [T in EventType]: FloorEventOf<T> }[EventType];

export interface FloorEventOf<T extends EventType> {
  readonly id: string;
  readonly source: SourceId;
  readonly type: T;
  /** When it happened, by the source's word. */
  readonly at: Instant;
  readonly data: EventData[T];
}

/** An event of a type the contract does not name: stored and counted, never folded. */
export interface UnknownEvent {
  readonly id: string;
  readonly source: SourceId;
  readonly type: string;
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
  readonly unknown: true;
}
