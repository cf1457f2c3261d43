import * as v from 'valibot';
import { siteMetrics } from '#schema/metrics/site-metric.ts';
import { isTimeZone } from '#schema/time/business-day.ts';
import { type Settings } from './config.ts';
import { accepted, refused, type Read } from './read.ts';

/**
 * Reads the text of a configuration file: one JSON object. The sentence names the file, the key
 * and what is allowed there; it never repeats a value, which can be a secret.
 */
export function readConfigFile(path: string, content: string): Read<Settings> {
  let json: unknown;
  try {
    // Editors on Windows put a byte order mark in front.
    json = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    return refused(`${path}: JSON is expected, but it cannot be read as such.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return refused(`${path}: a JSON object with ${ALLOWED} is expected.`);
  for (const key of Object.keys(json))
    if (!Object.hasOwn(ENTRIES, key))
      return refused(`${path}: unknown key "${key}"; allowed are ${ALLOWED}.`);
  const result = v.safeParse(SHAPE, json);
  if (result.success) return accepted(result.output);
  const issue = result.issues[0];
  return refused(`${path}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`);
}

const text = v.pipe(
  v.string('a string is expected'),
  v.trim(),
  v.minLength(1, 'a value that is not empty is expected'),
);
const port = 'a port of 0 to 65535 is expected';

/** Whole days. The floor itself looks back two: less than three would take from it what it shows. */
function days(least: number, most: number) {
  const expected = `a whole number of days, ${least} to ${most}, is expected`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
}

const ENTRIES = {
  port: v.optional(
    v.pipe(v.number(port), v.integer(port), v.minValue(0, port), v.maxValue(65_535, port)),
  ),
  host: v.optional(text),
  data: v.optional(text),
  sources: v.optional(v.array(text, 'a list of source URLs is expected')),
  demo: v.optional(v.boolean('true or false is expected')),
  timeZone: v.optional(
    v.pipe(text, v.check(isTimeZone, 'an IANA time zone such as Asia/Shanghai is expected')),
  ),
  token: v.optional(
    v.pipe(
      text,
      v.regex(/^[\x21-\x7e]+$/, 'a token of printable ASCII characters without spaces is expected'),
    ),
  ),
  metrics: v.optional(siteMetrics),
  keep: v.optional(
    v.pipe(
      v.strictObject(
        { entriesDays: v.optional(days(3, 3660)), historyDays: v.optional(days(35, 36_600)) },
        'an object with entriesDays and historyDays is expected',
      ),
      v.check(
        ({ entriesDays = 0, historyDays = Infinity }) => entriesDays <= historyDays,
        'historyDays is expected to be no less than entriesDays',
      ),
    ),
  ),
};
const SHAPE = v.strictObject(ENTRIES);
const ALLOWED = Object.keys(ENTRIES).join(', ');
