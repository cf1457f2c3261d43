import type { Client } from '@urql/svelte';
import type { Instant } from '#schema/ids.ts';
import type { WhyApi } from '#web/state/why.svelte.ts';
import { SITE, type WhyQuestion, type WhyWindow } from '#web/state/why-model.ts';
import { answer } from './answer.ts';
import { decodeAudit, decodeContacts, decodeRegistry, decodeWhy, onWire } from './decode-why.ts';
import {
  AuditDocument,
  ContactsBehindDocument,
  RegistryDocument,
  WhyDocument,
  type MetricId,
  type MetricPart,
  type ServiceLevelVariant,
  type WhyQueryVariables,
} from './generated/graphql.gen.ts';

/** The questions behind a number, asked over HTTP. */
export function whyApi(http: Client): WhyApi {
  return {
    async why(question, { first, at }) {
      const asked = { ...variablesOf(question), first, at: onWireInstant(at) };
      return answer(await http.query(WhyDocument, asked, FRESH).toPromise(), decodeWhy);
    },
    async contacts(question, { part, first, after, at }) {
      const asked = {
        ...variablesOf(question),
        part: onWire(part) as MetricPart,
        first,
        after,
        at: onWireInstant(at),
      };
      const result = await http.query(ContactsBehindDocument, asked, FRESH).toPromise();
      return answer(result, (data) => decodeContacts(data.explanation.contacts));
    },
    async registry() {
      return answer(await http.query(RegistryDocument, {}).toPromise(), decodeRegistry);
    },
    async audit() {
      return answer(await http.query(AuditDocument, {}, FRESH).toPromise(), decodeAudit);
    },
  };
}

function onWireInstant(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** The same question a second later has another answer. */
const FRESH = { requestPolicy: 'network-only' } as const;

const WINDOWS: Record<WhyWindow, WhyQueryVariables['window']> = {
  today: { kind: 'TODAY' },
  interval: { kind: 'INTERVAL' },
  last30: { kind: 'LAST', lengthMs: 1_800_000 },
  last5: { kind: 'LAST', lengthMs: 300_000 },
};

function variablesOf(question: WhyQuestion): WhyQueryVariables {
  return {
    ...(question.metric.startsWith(SITE)
      ? { custom: question.metric.slice(SITE.length) }
      : { metric: onWire(question.metric) as MetricId }),
    scope: question.queue === null ? null : { queues: [question.queue] },
    window: WINDOWS[question.window],
    variant: question.variant as ServiceLevelVariant | null,
  };
}
