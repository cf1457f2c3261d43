import type { MetricEngine } from '#schema/metrics/definition.ts';
import { AGENTS_NOW_ENGINE } from './engines/agents-now.ts';
import { AGENT_TIME_ENGINE } from './engines/agent-time.ts';
import { BACKLOG_ENGINE } from './engines/backlog.ts';
import { ESTIMATE_ENGINE } from './engines/estimate.ts';
import { NOW_ENGINE } from './engines/now.ts';
import { PEAK_ENGINE } from './engines/peak.ts';
import { PLAN_ENGINE } from './engines/plan.ts';
import { SLOTS_ENGINE } from './engines/slots.ts';
import { UNMEASURED_ENGINE } from './engines/unmeasured.ts';
import { LONGEST_ENGINE, PERCENTILE_ENGINE } from './engines/waits.ts';
import type { Engine } from './question.ts';

/** Who works out what is no sum over a sum of counters. */
export const ENGINES: Readonly<Record<Exclude<MetricEngine, 'formula'>, Engine>> = {
  agentTime: AGENT_TIME_ENGINE,
  agentsNow: AGENTS_NOW_ENGINE,
  backlog: BACKLOG_ENGINE,
  estimate: ESTIMATE_ENGINE,
  longest: LONGEST_ENGINE,
  now: NOW_ENGINE,
  peak: PEAK_ENGINE,
  percentile: PERCENTILE_ENGINE,
  plan: PLAN_ENGINE,
  slots: SLOTS_ENGINE,
  unmeasured: UNMEASURED_ENGINE,
};
