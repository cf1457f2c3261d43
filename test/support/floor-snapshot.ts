import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import { VALUE_NAMES } from '#server/metrics/values.ts';
import type { FloorView, StatusView } from '#server/metrics/view.ts';
import type { Window } from '#server/metrics/window.ts';

const WINDOWS: readonly Window[] = [
  { kind: 'today' },
  { kind: 'interval' },
  { kind: 'last', lengthMs: 300_000 },
  { kind: 'last', lengthMs: 1_800_000 },
];

/** Every number the floor shows, as plain data, so that two floors can be compared to the last digit. */
export function floorSnapshot(view: FloorView): unknown {
  return {
    now: view.now,
    total: status(view.total({})),
    queues: [...view.queueIds({})].sort().map((id) => ({ id, ...status(view.queue(id)!) })),
    agents: [...view.agentIds({})].sort().map((id) => {
      const { contacts, queues, answeredToday, occupancyRatio, ...agent } = view.agent(id)!;
      return {
        ...{ ...agent, answeredToday, occupancyRatio },
        queues: [...queues].sort(),
        contacts: [...contacts].sort((a, b) => (a.id < b.id ? -1 : 1)),
      };
    }),
  };
}

function status(shown: StatusView): Record<string, unknown> {
  return {
    waiting: shown.waiting,
    serving: shown.serving,
    longestWaitingSince: shown.longestWaitingSince,
    agents: shown.agents,
    arrivals: shown.arrivalsToday(1_800_000),
    metrics: WINDOWS.map((window) => {
      const metrics = shown.metrics(window);
      return {
        ...Object.fromEntries(VALUE_NAMES.map((name) => [name, metrics[name]])),
        levels: SERVICE_LEVEL_VARIANTS.map((variant) => metrics.serviceLevelRatio(variant)),
        serviceLevel: metrics.serviceLevelRatio(null),
        correctedAt: metrics.correctedAt,
      };
    }),
  };
}
