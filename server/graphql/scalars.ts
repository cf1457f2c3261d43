import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { parseInstant } from '#schema/events/instant-text.ts';
import type { Locale } from './context.ts';
import { badInput } from './errors.ts';
import { instantText } from './instant-text.ts';

/** RFC 3339 outside, milliseconds since 1970 inside. A zone is required in what comes in. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => instantText(value as number),
  parseValue: toInstant,
  parseLiteral: (node) => toInstant(stringOf(node)),
});

/** Opaque text. */
export const Cursor = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  serialize: (value) => value as string,
  parseValue: toCursor,
  parseLiteral: (node) => toCursor(stringOf(node)),
});

/** A number in 0..1. */
export const Ratio = new GraphQLScalarType<number, number>({
  name: 'Ratio',
  serialize: (value) => value as number,
  parseValue: toRatio,
  parseLiteral: (node) =>
    toRatio(node.kind === Kind.FLOAT || node.kind === Kind.INT ? Number(node.value) : null),
});

/** A language tag, quoted or bare: `"zh-CN"`, `zh`, `zh_CN`. What is not Chinese is answered in English. */
export const LocaleScalar = new GraphQLScalarType<Locale, string>({
  name: 'Locale',
  serialize: (value) => value as Locale,
  parseValue: toLocale,
  parseLiteral: (node) => toLocale(node.kind === Kind.ENUM ? node.value : stringOf(node)),
});

function stringOf(node: ValueNode): string | null {
  return node.kind === Kind.STRING ? node.value : null;
}

function toInstant(value: unknown): number {
  const at = typeof value === 'string' ? parseInstant(value) : null;
  if (at !== null) return at;
  throw badInput(
    `A DateTime is expected to be RFC 3339 with a zone, like "2026-11-02T09:30:00.000Z", but got ${shown(value)}.`,
  );
}

function toCursor(value: unknown): string {
  if (typeof value === 'string') return value;
  throw badInput(`A Cursor is expected to be a string, but got ${shown(value)}.`);
}

function toRatio(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw badInput(`A Ratio is expected to be a number in 0..1, but got ${shown(value)}.`);
}

function toLocale(value: unknown): Locale {
  if (typeof value === 'string') return /^zh([-_]|$)/i.test(value) ? 'zh' : 'en';
  throw badInput(`A Locale is expected to be a language tag, like "zh", but got ${shown(value)}.`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
