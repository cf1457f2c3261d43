import type { LogDamageResolvers, LogHealthResolvers } from '../generated/resolvers.gen.ts';

export const logHealthResolvers: LogHealthResolvers = {
  refusingSince: ({ refusing }) => refusing?.since ?? null,
  reason: ({ refusing }) => refusing?.reason ?? null,
};

export const logDamageResolvers: LogDamageResolvers = {
  text({ from, to, entries }, { locale }) {
    const time = (at: number | null): string => (at === null ? '…' : new Date(at).toISOString());
    const between = `${time(from)} – ${time(to)}`;
    if (locale === 'zh')
      return entries === null
        ? `${between} 之间的日志已损坏，可能有记录丢失。`
        : `${between} 之间的日志已损坏，最多丢失 ${entries} 条记录。`;
    return entries === null
      ? `The log is damaged between ${between}; entries may be missing.`
      : `The log is damaged between ${between}; at most ${entries} entries are missing.`;
  },
};
