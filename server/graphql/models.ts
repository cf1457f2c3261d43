import type { Alert } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import type { RegisteredMetric } from '#schema/metrics/definitions.ts';
import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import type { VariantDefinition } from '#schema/metrics/variants.ts';
import type { WrittenMarks } from '#server/live/change-set.ts';
import type { ExplanationView } from '#server/metrics/explain.ts';
import type { FloorView, GroupBy, NumberAsked, Scope, ScopeView } from '#server/metrics/view.ts';
import type { Locale } from './context.ts';
import type { ScopedChange } from './update/scoped-change.ts';

/** One FloorUpdate before its fields are asked for. Values are read from `view` when they are. */
export interface FloorUpdateModel {
  readonly kind: 'snapshot' | 'patch';
  readonly cursor: string;
  readonly recovered: boolean;
  /** The floor's clock for these numbers. */
  readonly at: Instant;
  readonly view: FloorView;
  readonly scope: Scope;
  /** What a patch is about; `null` in a snapshot, which is about everything. */
  readonly change: ScopedChange | null;
  /** Told of another time than now: nothing of the present goes with it. */
  readonly isPast: boolean;
  /** The way of the newest event in a patch of the live feed; absent or null in anything else. */
  readonly marks?: WrittenMarks | null;
}

/** A roll-up, with what it was grouped by; `null` for the total. */
export interface ScopeStatusModel {
  readonly view: ScopeView;
  readonly by: GroupBy | null;
}

/** An alert, with the floor that it is told on. */
export interface AlertModel {
  readonly alert: Alert;
  readonly view: FloorView;
}

/** A site's own metric, with its number. */
export interface CustomMetricModel {
  readonly metric: SiteMetric;
  readonly value: number | null;
}

/** A number that was asked about; its lists are found when they are asked for. */
export interface ExplanationModel {
  readonly view: FloorView;
  readonly number: NumberAsked;
  readonly explained: ExplanationView;
  readonly locale: Locale;
}

export interface MetricDefinitionModel {
  readonly definition: RegisteredMetric;
  readonly locale: Locale;
}

export interface MetricVariantModel {
  readonly definition: VariantDefinition;
  readonly locale: Locale;
}
