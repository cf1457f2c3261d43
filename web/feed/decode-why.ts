import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import {
  SITE,
  type Audit,
  type Bilingual,
  type ContactBehind,
  type ContactPage,
  type Explanation,
  type MetricFacts,
  type Part,
  type WhyAnswer,
} from '#web/state/why-model.ts';
import type {
  AuditQuery,
  ContactListFragment,
  RegistryQuery,
  WhyQuery,
} from './generated/graphql.gen.ts';

/** A number with its lists, its texts of both languages joined. */
export function decodeWhy(answer: WhyQuery): WhyAnswer {
  return {
    at: Date.parse(answer.en.at),
    explanation: decodeExplanation(answer.en, answer.zh),
    lists: {
      numerator: decodeContacts(answer.en.numerators),
      denominator: decodeContacts(answer.en.denominators),
      excluded: decodeContacts(answer.en.leftOut),
    },
  };
}

export function decodeContacts({ totalCount, nodes, pageInfo }: ContactListFragment): ContactPage {
  return {
    totalCount,
    contacts: nodes.map(decodeContact),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

/** The whole registry, in its own order. */
export function decodeRegistry({ en, zh, floor }: RegistryQuery): readonly MetricFacts[] {
  const chinese = new Map(zh.map((metric) => [metric.id, metric]));
  const ours = en.map((metric) => ({
    ...metric,
    id: fromWire(metric.id) as MetricName,
    name: both(metric.name, chinese.get(metric.id)?.name),
    explanation: both(metric.explanation, chinese.get(metric.id)?.explanation),
    formula: both(metric.formula, chinese.get(metric.id)?.formula),
  }));
  const custom = (floor.total?.metrics.custom ?? []).map(({ id, nameEn, nameZh, ...metric }) => ({
    ...metric,
    id: `${SITE}${id}` as const,
    name: both(nameEn, nameZh),
    explanation: null,
    formula: both(metric.formula, undefined),
    attribution: null,
    rule: null,
  }));
  return [...ours, ...custom];
}

export function decodeAudit({ audit }: AuditQuery): Audit {
  return {
    ...audit,
    at: instantOrNull(audit.at),
    differences: audit.differences.map((difference) => ({
      ...difference,
      startAt: instantOrNull(difference.startAt),
    })),
  };
}

/** `serviceLevelRatio` is `SERVICE_LEVEL_RATIO` on the wire. */
export function onWire(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The other way round. */
export function fromWire(name: string): string {
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function decodeExplanation(en: WhyQuery['en'], zh: WhyQuery['zh']): Explanation {
  return {
    ...en,
    name: both(en.name, zh.name),
    explanation: both(en.explanation, zh.explanation),
    formula: both(en.formula, zh.formula),
    terms: en.terms.map((term, place) => ({
      ...term,
      label: both(term.label, zh.terms[place]?.label),
      part: fromWire(term.part) as Part,
    })),
    variants: en.variants.map((variant, place) => ({
      ...variant,
      usedBy: both(variant.usedBy, zh.variants[place]?.usedBy),
      explanation: both(variant.explanation, zh.variants[place]?.explanation),
    })),
    excluded: en.excluded.map((group, place) => ({
      ...group,
      label: both(group.label, zh.excluded[place]?.label),
    })),
    lastChangedAt: instantOrNull(en.lastChangedAt),
    correctedAt: instantOrNull(en.correctedAt),
    counts: {
      numerator: en.numeratorCount,
      denominator: en.denominatorCount,
      excluded: en.excluded.reduce((sum, { count }) => sum + count, 0),
    },
  };
}

function decodeContact(node: ContactListFragment['nodes'][number]): ContactBehind {
  return {
    ...node,
    offeredAt: Date.parse(node.offeredAt),
    answeredAt: instantOrNull(node.answeredAt),
  };
}

function both(en: string, zh: string | undefined): Bilingual {
  return { en, zh: zh ?? en };
}

function instantOrNull(text: string | null): Instant | null {
  return text === null ? null : Date.parse(text);
}
