import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** One number for the monitoring, at the moment it is asked for. */
export interface MetricSample {
  /** In Prometheus' manner: `tidewall_events_accepted_total`, `…_seconds`. */
  readonly name: string;
  readonly help: string;
  /** A counter only ever grows while the process runs. */
  readonly kind: 'gauge' | 'counter';
  readonly value: number;
  /** Samples of one name carry the same labels. */
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
  const registry = new Registry();
  const byName = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    const same = byName.get(sample.name);
    if (same) same.push(sample);
    else byName.set(sample.name, [sample]);
  }
  for (const same of byName.values()) {
    const { name, help, kind, labels = {} } = same[0]!;
    const shape = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    if (kind === 'gauge') {
      const gauge = new Gauge(shape);
      for (const sample of same) gauge.set({ ...sample.labels }, sample.value);
    } else {
      const counter = new Counter(shape);
      for (const sample of same) counter.inc({ ...sample.labels }, sample.value);
    }
  }
  return registry;
}
