import type { FloorEvent } from '#schema/events/envelope.ts';
import type { ContactId } from '#schema/ids.ts';
import { applyToLegs } from './contact-events.ts';
import { isOver } from './leg.ts';
import type { ContactRecord, Story } from './state.ts';

/** Which of a contact's events comes first where two carry the same time. */
const RANK: Readonly<Record<string, number>> = {
  'bot.engaged': 0,
  'bot.handedOver': 1,
  'contact.queued': 2,
  'contact.presented': 3,
  'contact.unanswered': 4,
  'contact.answered': 5,
  'contact.held': 6,
  'contact.resumed': 7,
  'contact.message': 8,
  'contact.transferred': 9,
  'contact.overflowed': 9,
  'contact.abandoned': 9,
  'contact.ended': 10,
  'contact.wrappedUp': 11,
};

export function createStory(contact: ContactId): Story {
  return { contact, legs: [], bot: null, channel: null };
}

/**
 * The story of all `events`, whatever order they came in: a function of the set, so a late event
 * ends in the same legs as a timely one (SPEC C-2). `events` is sorted in place.
 */
export function tellStory(contact: ContactId, events: FloorEvent[]): Story {
  events.sort(byTime);
  const story = createStory(contact);
  for (let start = 0; start < events.length;) {
    let end = start + 1;
    while (end < events.length && events[end]!.at === events[start]!.at) end += 1;
    tellMoment(story, events.slice(start, end));
    start = end;
  }
  return story;
}

/**
 * Whether an event of the contact's newest instant goes on with its story, as a later one does: where it
 * comes last of that instant, and would not have to leave before what else is told of it.
 */
export function continuesStory({ events, newestAt }: ContactRecord, event: FloorEvent): boolean {
  if (event.at !== newestAt || events === null) return false;
  if (byTime(events.at(-1)!, event) >= 0) return false;
  if (!isLeaving(event)) return true;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const other = events[index]!;
    if (other.at !== newestAt) return true;
    if (!isLeaving(other)) return false;
  }
  return true;
}

/** Goes on with one event that comes after all the story knows. */
export function continueStory(story: Story, event: FloorEvent): void {
  switch (event.type) {
    case 'bot.engaged':
      story.bot ??= {
        queue: event.data.queue ?? null,
        engagedAt: event.at,
        resolvedAt: null,
        handedOverAt: null,
        counted: [],
        countedIn: null,
      };
      break;
    case 'bot.handedOver':
      if (story.bot) {
        story.bot.handedOverAt ??= event.at;
        story.bot.queue ??= event.data.queue ?? null;
      }
      break;
    case 'bot.resolved':
      if (story.bot) {
        story.bot.resolvedAt ??= event.at;
        story.bot.queue ??= event.data.queue ?? null;
      }
      break;
    default:
      applyToLegs(story, event);
  }
}

export function byTime(a: FloorEvent, b: FloorEvent): number {
  return a.at - b.at || rankOf(a) - rankOf(b) || order(a.id, b.id) || order(a.source, b.source);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rankOf(event: FloorEvent): number {
  return RANK[event.type] ?? 12;
}

/**
 * Events of one instant. A contact that already is somewhere leaves before it is queued anew:
 * a transfer and the new entry often carry the same time.
 */
function tellMoment(story: Story, events: readonly FloorEvent[]): void {
  const open = story.legs.some((leg) => !isOver(leg));
  if (open && events.length > 1 && events.some(isLeaving)) {
    for (const event of events) if (isLeaving(event)) continueStory(story, event);
    for (const event of events) if (!isLeaving(event)) continueStory(story, event);
    return;
  }
  for (const event of events) continueStory(story, event);
}

function isLeaving({ type }: FloorEvent): boolean {
  return type === 'contact.transferred' || type === 'contact.overflowed';
}
