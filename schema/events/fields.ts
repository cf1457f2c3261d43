import * as v from 'valibot';
import { CHANNELS } from '../channel.ts';
import { AGENT_STATES } from '../agent-state.ts';
import { SERVICE_LEVEL_VARIANTS } from '../service-level-variant.ts';
import { isTimeZone, parseDayStart } from '../time/business-day.ts';
import { parseInstant } from './instant-text.ts';

/** The kinds of field that events are made of. Messages name what is allowed; the path names where. */
export const id = v.pipe(
  v.string('a string is expected'),
  v.minLength(1, 'an id of at least one character is expected'),
  v.maxLength(200, 'an id of at most 200 characters is expected'),
);
export const text = v.pipe(
  v.string('a string is expected'),
  v.maxLength(2000, 'at most 2000 characters are expected'),
);
export const ms = v.pipe(
  v.number('a number of milliseconds is expected'),
  v.finite('a finite number of milliseconds is expected'),
  v.minValue(0, 'a number of milliseconds that is not negative is expected'),
);
export const ratio = v.pipe(
  v.number('a ratio of 0..1 is expected'),
  v.minValue(0, 'a ratio of 0..1 is expected'),
  v.maxValue(1, 'a ratio of 0..1 is expected'),
);
export const score = v.pipe(
  v.number('a number is expected'),
  v.finite('a finite number is expected'),
);
export const slots = v.pipe(
  v.number('a whole number of contacts at once is expected'),
  v.integer('a whole number of contacts at once is expected'),
  v.minValue(0, 'a whole number of contacts at once is expected'),
  v.maxValue(1_000_000, 'at most 1,000,000 contacts at once are expected'),
);
export const scale = v.pipe(score, v.minValue(Number.MIN_VALUE, 'a scale above 0 is expected'));
export const instant = v.pipe(
  v.string('an RFC 3339 time is expected'),
  v.check((value) => parseInstant(value) !== null, 'an RFC 3339 time is expected'),
  v.transform((value) => parseInstant(value)!),
);
export const channel = v.picklist(CHANNELS, `one of ${CHANNELS.join(', ')} is expected`);
export const agentState = v.picklist(AGENT_STATES, `one of ${AGENT_STATES.join(', ')} is expected`);
export const variant = v.picklist(
  SERVICE_LEVEL_VARIANTS,
  `one of ${SERVICE_LEVEL_VARIANTS.join(', ')} is expected`,
);
export const timeZone = v.pipe(v.string(), v.check(isTimeZone, 'an IANA time zone is expected'));
export const dayStart = v.pipe(
  v.string(),
  v.check(
    (value) => parseDayStart(value) !== null,
    'a time of day as HH:MM, on a quarter hour, is expected',
  ),
);

/** An optional field; `null` is read as absent, as many producers write it. */
export function maybe<const S extends v.GenericSchema>(schema: S) {
  return v.optional(v.nullable(schema));
}
