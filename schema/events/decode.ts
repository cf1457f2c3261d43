import * as v from 'valibot';
import type { FloorEvent, UnknownEvent } from './envelope.ts';
import { parseInstant } from './instant-text.ts';
import { quickObjectCheck, type QuickCheck } from './quick-check.ts';
import { EVENT_SCHEMAS, isEventType } from './types.ts';

/** What the gate answers: an event inside believes its type, or a sentence that names what is wrong and where. */
export type Decoded =
  | { readonly ok: true; readonly event: FloorEvent | UnknownEvent }
  | { readonly ok: false; readonly id: string | null; readonly reason: string };

/**
 * The one gate for CloudEvents from outside. Never throws. The reason holds field names and what
 * is expected there, never a value: values can be customers' data.
 */
export function decodeCloudEvent(input: unknown): Decoded {
  if (!isRecord(input)) return refuse(null, 'a CloudEvent object is expected');
  const { id, source, type, specversion, time, data } = input;
  const known = typeof id === 'string' ? id.slice(0, 200) : null;
  if (specversion !== '1.0') return refuse(known, 'specversion: "1.0" is expected');
  if (typeof id !== 'string' || id === '' || id.length > 500)
    return refuse(known, 'id: a string of 1 to 500 characters is expected');
  if (typeof source !== 'string' || source === '' || source.length > 500)
    return refuse(known, 'source: a URI reference of 1 to 500 characters is expected');
  if (typeof type !== 'string' || type === '' || type.length > 200)
    return refuse(known, 'type: a string of 1 to 200 characters is expected');
  const at = typeof time === 'string' ? parseInstant(time) : null;
  if (at === null) return refuse(known, 'time: an RFC 3339 time with a zone is expected');
  return decodeEvent({ id, source, type, at, data });
}

/** The second half of the gate, for events whose envelope a connector of ours has built. */
export function decodeEvent(input: {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly at: number;
  readonly data: unknown;
}): Decoded {
  const { id, source, type, at } = input;
  if (isDeeperThan(input.data, MOST_LEVELS))
    return refuse(id, `data: at most ${MOST_LEVELS} levels of nesting are expected`);
  if (!isEventType(type)) {
    const data = isRecord(input.data) ? input.data : {};
    return { ok: true, event: { id, source, type, at, data, unknown: true } };
  }
  if (input.data !== undefined && QUICK_CHECKS.get(type)!(input.data))
    return { ok: true, event: { id, source, type, at, data: input.data } as FloorEvent };
  const result = v.safeParse(EVENT_SCHEMAS[type], input.data ?? {});
  if (!result.success) {
    const issue = result.issues[0];
    const path = v.getDotPath(issue);
    return refuse(id, `data${path ? `.${path}` : ''}: ${expectation(issue)}`);
  }
  return { ok: true, event: { id, source, type, at, data: result.output } as FloorEvent };
}

/** What is wrong; a message of valibot's own would repeat the value. */
function expectation({ type, message, expected }: v.BaseIssue<unknown>): string {
  if (type === 'loose_object') return 'it is missing, or no object';
  return message.startsWith('Invalid ') ? `${expected ?? 'another value'} is expected` : message;
}

const QUICK_CHECKS: ReadonlyMap<string, QuickCheck> = new Map(
  Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [type, quickObjectCheck(schema)]),
);

/** Data of a person's making is never deeper; what is, is made to break something. */
const MOST_LEVELS = 32;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null && isDeeperThan(inner, levels - 1)) return true;
  }
  return false;
}

function refuse(id: string | null, reason: string): Decoded {
  return { ok: false, id, reason };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
