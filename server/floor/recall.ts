import type { FloorEvent } from '#schema/events/envelope.ts';
import type { ContactRecord, FloorState } from './state.ts';
import { byTime } from './story.ts';

/*
 * A contact that has been over for a while keeps what it came to (its legs and what they count for);
 * the events themselves are in the log, and are fetched where a late one is told.
 */

/** Finds a contact's events in the log, in any order: those of the entries `firstSeq` to `lastSeq`. */
export type Recall = (contact: ContactRecord) => FloorEvent[];

/** Beside the state, because a state is plain data. */
const RECALLS = new WeakMap<FloorState, Recall>();

/** From now on contacts of this floor may be without events: `recall` finds them. */
export function recallFrom(state: FloorState, recall: Recall): void {
  RECALLS.set(state, recall);
}

/** Whether this floor's contacts may be without events. */
export function canRecall(state: FloorState): boolean {
  return RECALLS.has(state);
}

/** The contact's events, sorted by time; it keeps them from then on. */
export function eventsOf(state: FloorState, contact: ContactRecord): FloorEvent[] {
  if (contact.events === null) {
    const recall = RECALLS.get(state);
    if (!recall) throw new Error(`the log of contact ${contact.id} is expected to be at hand`);
    contact.events = recall(contact).sort(byTime);
  }
  return contact.events;
}
