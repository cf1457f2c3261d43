import { Client, fetchExchange } from '@urql/svelte';
import type { Instant } from '#schema/ids.ts';
import type { HistoryApi, HistoryScope } from '#web/state/history-model.ts';
import { answer } from '../answer.ts';
import { onWire } from '../decode-why.ts';
import {
  AgentDayDocument,
  HistoryDamageDocument,
  HistoryDocument,
  HistoryKeptDocument,
  HistoryScopesDocument,
  PastAlertsDocument,
  type Channel,
  type HistoryBy,
  type HistoryQueryVariables,
  type MetricId,
  type ServiceLevelVariant,
} from '../generated/history.gen.ts';
import {
  decodeAgentDay,
  decodeAlerts,
  decodeDamage,
  decodeKept,
  decodeScopes,
  decodeSeries,
} from './decode.ts';

/** The past as the server that this page came from keeps it. `origin` as in `location.origin`. */
export function historyApi(origin: string): HistoryApi {
  const http = new Client({
    url: `${origin}/graphql`,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    // The day that runs has other numbers a minute later.
    requestPolicy: 'network-only',
  });
  return {
    async kept() {
      return answer(await http.query(HistoryKeptDocument, {}).toPromise(), decodeKept);
    },
    async scopes() {
      return answer(await http.query(HistoryScopesDocument, {}).toPromise(), decodeScopes);
    },
    async series({ scope, metrics, from, to, stepMs, by, variant }) {
      const asked: HistoryQueryVariables = {
        scope: scopeOnWire(scope),
        metric: metrics.map((metric) => onWire(metric) as MetricId),
        from: instantOnWire(from),
        to: instantOnWire(to),
        stepMs,
        by: by === null ? null : (by.toUpperCase() as HistoryBy),
        variant: variant as ServiceLevelVariant | null,
      };
      return answer(await http.query(HistoryDocument, asked).toPromise(), decodeSeries);
    },
    async agentDay(agent, at) {
      const asked = { agent, at: instantOnWire(at) };
      return answer(await http.query(AgentDayDocument, asked).toPromise(), decodeAgentDay);
    },
    async alerts({ scope, from, to }) {
      const asked = {
        scope: scopeOnWire(scope),
        from: instantOnWire(from),
        to: instantOnWire(to),
      };
      return answer(await http.query(PastAlertsDocument, asked).toPromise(), decodeAlerts);
    },
    async damage() {
      return answer(await http.query(HistoryDamageDocument, {}).toPromise(), decodeDamage);
    },
  };
}

/** A scope as the contract writes it. */
export function scopeOnWire({ kind, id }: HistoryScope): HistoryQueryVariables['scope'] {
  switch (kind) {
    case 'floor':
      return {};
    case 'queue':
      return { queues: [id] };
    case 'channel':
      return { channels: [id as Channel] };
    case 'site':
      return { sites: [id] };
    case 'team':
      return { teams: [id] };
    case 'business':
      return { businesses: [id] };
    case 'language':
      return { languages: [id] };
    case 'agent':
      return { agents: [id] };
  }
}

function instantOnWire(at: Instant): string {
  return new Date(at).toISOString();
}
