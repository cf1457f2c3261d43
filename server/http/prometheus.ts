import { collectDefaultMetrics, Counter, Gauge, Registry, type Histogram } from 'prom-client';

/** What the monitoring is told, at the moment it asks. */
export type MetricSample = NumberSample | HistogramSample;

/** One number. */
export interface NumberSample {
  /** In Prometheus' manner: `tidewall_events_accepted_total`, `…_seconds`. */
  readonly name: string;
  readonly help: string;
  /** A counter only ever grows while the process runs. */
  readonly kind: 'gauge' | 'counter';
  readonly value: number;
  /** Samples of one name carry the same labels. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Things counted by how large they are. */
export interface HistogramSample {
  readonly name: string;
  readonly help: string;
  readonly kind: 'histogram';
  /** Upper bounds of the buckets, ascending, inclusive. */
  readonly bounds: readonly number[];
  /** How many fell into each bucket; the last one, without a bound, takes the rest. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Prometheus {
  readonly contentType: string;
  /** The exposition text: the process's own numbers and what `collect` tells. */
  text(): Promise<string>;
}

export function createPrometheus(collect: () => readonly MetricSample[]): Prometheus {
  const process = new Registry();
  collectDefaultMetrics({ register: process });
  return {
    contentType: process.contentType,
    text: () => Registry.merge([process, registryOf(collect())]).metrics(),
  };
}

function registryOf(samples: readonly MetricSample[]): Registry {
  const told = new Registry();
  const byName = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    const same = byName.get(sample.name);
    if (same) same.push(sample);
    else byName.set(sample.name, [sample]);
  }
  for (const same of byName.values()) {
    const { name, help, kind, labels = {} } = same[0]!;
    const shape = { name, help, labelNames: Object.keys(labels), registers: [told] };
    if (kind === 'histogram') {
      told.registerMetric(histogramOf(same.filter((sample) => sample.kind === kind)));
    } else if (kind === 'gauge') {
      const gauge = new Gauge(shape);
      for (const sample of same) gauge.set({ ...sample.labels }, valueOf(sample));
    } else {
      const counter = new Counter(shape);
      for (const sample of same) counter.inc({ ...sample.labels }, valueOf(sample));
    }
  }
  return told;
}

function valueOf(sample: MetricSample): number {
  if (sample.kind === 'histogram')
    throw new Error(`samples of ${sample.name} are expected to be of one kind`);
  return sample.value;
}

/** prom-client's own histogram counts by itself; these are counted already. */
function histogramOf(samples: readonly HistogramSample[]): Histogram {
  const { name, help } = samples[0]!;
  const values = samples.flatMap(({ bounds, counts, sum, labels }) => {
    let below = 0;
    const buckets = [...bounds, Infinity].map((bound, bucket) => {
      below += counts[bucket] ?? 0;
      const le = bound === Infinity ? '+Inf' : String(bound);
      return { metricName: `${name}_bucket`, value: below, labels: { le, ...labels } };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, value: sum, labels: { ...labels } },
      { metricName: `${name}_count`, value: below, labels: { ...labels } },
    ];
  });
  const metric = { name, help, type: 'histogram', aggregator: 'sum', values };
  return { name, get: () => metric } as unknown as Histogram;
}
