import type { History } from '#web/state/history.svelte.ts';
import type { HistoryScope, ScopeChoice } from '#web/state/history-model.ts';
import type { Reading } from '#web/state/reading.svelte.ts';
import type { MetricFacts } from '#web/state/why-model.ts';
import { lineOf } from './words.ts';

/** How a scope is called; one that the floor does not know any more by its id. */
export function scopeName(
  scope: HistoryScope,
  known: readonly ScopeChoice[],
  reading: Reading,
): string {
  if (scope.kind === 'floor') return lineOf(reading, (t) => t.scopeKinds['floor'] ?? '');
  if (scope.kind === 'channel') return lineOf(reading, (t) => t.channels[scope.id] ?? scope.id);
  return known.find(({ kind, id }) => kind === scope.kind && id === scope.id)?.name ?? scope.id;
}

/** What the registry says of the chosen metric; null until it is known. */
export function chosenMetric(history: History): MetricFacts | null {
  return history.definitions.value?.find(({ id }) => id === history.choice.metric) ?? null;
}

/** A metric's name as one line. */
export function metricName(facts: MetricFacts | null, fallback: string, reading: Reading): string {
  if (facts === null) return fallback;
  return [...new Set(reading.languages.map((language) => facts.name[language]))].join(' · ');
}
