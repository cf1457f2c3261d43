import { BUCKETS } from '#schema/latency.ts';
import { badInput, notFound, tooMany, written } from '../errors.ts';
import type { MutationResolvers } from '../generated/resolvers.gen.ts';

const LONGEST_NAME = 80;
const LONGEST_LEVEL = 40;
const LONGEST_NOTICE = 500;
/** A screen gets at most ten updates a second, and is heard at least once in a minute. */
const MOST_PAINTED = 1_000;

export const mutationResolvers: MutationResolvers = {
  async acknowledgeAlert(_, { id, by }, context) {
    const name = words('by', by, LONGEST_NAME);
    const alert = await written(context.acknowledge(id, name));
    if (!alert) throw notFound(`There is no alert ${JSON.stringify(id.slice(0, 200))}.`);
    return { alert, view: context.view() };
  },
  async postNotice(_, { text, level, until }, context) {
    if (until != null && until <= context.view().now) {
      throw badInput("`until` is expected to be later than the floor's clock.");
    }
    const notice = {
      text: words('text', text, LONGEST_NOTICE),
      level: level == null ? null : words('level', level, LONGEST_LEVEL),
      until: until ?? null,
      viewer: context.viewer,
    };
    await written(context.postNotice(notice));
    return true;
  },
  reportPainted(_, { report }, { latency }) {
    const painted = {
      sentToPainted: buckets('sentToPainted', report.sentToPainted),
      acceptedToPainted: buckets('acceptedToPainted', report.acceptedToPainted),
    };
    if (latency && !latency.painted(painted))
      throw tooMany('More reports come than are counted; try again later.');
    return true;
  },
};

/** What a person typed, without space at the ends and without control characters. */
function words(name: string, typed: string, longest: number): string {
  const text = typed.replace(/\p{Cc}+/gu, ' ').trim();
  if (text.length >= 1 && text.length <= longest) return text;
  throw badInput(
    `\`${name}\` is expected to have 1 to ${longest} characters, but has ${text.length}.`,
  );
}

/** What a screen counted, bucket by bucket. */
function buckets(name: string, counts: readonly number[]): readonly number[] {
  if (counts.length !== BUCKETS)
    throw badInput(`\`${name}\` is expected to have ${BUCKETS} counts, but has ${counts.length}.`);
  if (counts.some((count) => count < 0))
    throw badInput(`\`${name}\` is expected to have counts of at least 0.`);
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all > MOST_PAINTED)
    throw badInput(
      `\`${name}\` is expected to count up to ${MOST_PAINTED} updates, but has ${all}.`,
    );
  return counts;
}
