import { badInput, notFound, written } from '../errors.ts';
import type { MutationResolvers } from '../generated/resolvers.gen.ts';

const LONGEST_NAME = 80;
const LONGEST_LEVEL = 40;
const LONGEST_NOTICE = 500;

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
};

/** What a person typed, without space at the ends and without control characters. */
function words(name: string, typed: string, longest: number): string {
  const text = typed.replace(/\p{Cc}+/gu, ' ').trim();
  if (text.length >= 1 && text.length <= longest) return text;
  throw badInput(
    `\`${name}\` is expected to have 1 to ${longest} characters, but has ${text.length}.`,
  );
}
