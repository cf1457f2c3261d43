import type * as v from 'valibot';
import { AGENT_EVENTS } from './agent.ts';
import { CONTACT_EVENTS } from './contact.ts';
import { FLOOR_EVENTS } from './floor.ts';

/** Every event type of the contract, with the shape of its data. */
export const EVENT_SCHEMAS = { ...CONTACT_EVENTS, ...AGENT_EVENTS, ...FLOOR_EVENTS } as const;

export type EventType = keyof typeof EVENT_SCHEMAS;
/** The decoded data of each type. */
export type EventData = {
  readonly [T in EventType]: Readonly<v.InferOutput<(typeof EVENT_SCHEMAS)[T]>>;
};

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_SCHEMAS, type);
}
