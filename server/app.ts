import { randomBytes } from 'node:crypto';
import type { Config } from '#server/config/config.ts';
import { createAuditor, type AuditorOptions } from '#server/audit/auditor.ts';
import { auditReasons, auditReport } from '#server/audit/report.ts';
import { createHttpServer } from '#server/http/http-server.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { createSupervisor, type Supervisor } from '#server/ingest/supervisor.ts';
import type { FloorOptions } from '#server/floor/fold.ts';
import type { Disk } from '#server/journal/disk.ts';
import { createPathLatency } from '#server/latency/path-latency.ts';
import { JournalUnavailable } from '#server/journal/journal.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { NO_CHANGE } from '#server/live/change-set.ts';
import { createHub } from '#server/live/hub.ts';
import { connectorOf } from './app-connectors.ts';
import { modeOf, openSecret } from './app-folders.ts';
import { openFloorLog } from './app-open.ts';
import { pastPorts } from './app-past.ts';
import {
  historySamples,
  historyWarnings,
  logReasons,
  logSamples,
  logWarnings,
  watchLog,
  type LogWatch,
} from './app-log-watch.ts';
import { graphPorts, latencySamples, metricSamples, viewOf } from './app-ports.ts';
import { createPipeline } from './pipeline.ts';
import { createUpkeep } from './app-upkeep.ts';
import { startWaking } from './app-waking.ts';
import { createPast } from './pipeline-past.ts';
import type { World } from './pipeline-world.ts';

export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this build: screens reload when it changes. */
  readonly buildId: string;
  /** Names the code that folds: what other code has folded is not believed. */
  readonly foldId: string;
  /** Folder of the built web app. */
  readonly staticFolder: string;
  /** Where the log is written; the machine's disk unless a test has one that fails. */
  readonly disk?: Disk;
  /** When the floor audits itself; the auditor's own defaults unless said. */
  readonly audit?: Pick<AuditorOptions, 'firstAfterMs' | 'everyMs'>;
  /** Sockets taken in within any second; 100 unless said. */
  readonly admittedPerSecond?: number;
}

export interface App {
  /** Where it listens. */
  readonly origin: string;
  /** For a person to open; valid while this process runs. */
  readonly signInLink: string;
  /** Stops in reverse order; idempotent. */
  stop(): Promise<void>;
}

const SECOND_MS = 1_000;
/** A little over a tenth of a second, so that no second sees more than ten updates. */
const MIN_INTERVAL_MS = 110;
/** A source that tells the past begins within this time; until then the floor's clock is left to it. */
const PAST_BEGINS_MS = 1_500;

/** Builds every room and starts them in order: the log first, the doors before the sources. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, clock, logger } = options;
  const mode = modeOf(config.sources);
  const time = mode === 'replay' ? 'replay' : 'live';
  const secret = openSecret(config.data);
  const fold: FloorOptions = {
    timeZone: config.timeZone,
    ...(mode === 'replay' && { silentAfterMs: null }),
  };
  const opened = await openFloorLog(options, fold);
  const { journal, checkpoints, history, world } = opened;
  const past = createPast({ ...fold, journal, checkpoints });
  const epoch = randomBytes(6).toString('base64url');
  const hub = createHub({ clock, epoch, minIntervalMs: MIN_INTERVAL_MS });
  const refusals = createRefusals();
  const latency = createPathLatency();
  // Who tells the past begins right after the start; until then the clock is left to it.
  let isCatchingUp = config.sources.some(({ kind }) => kind === 'demo' || kind === 'queue-log');
  const hearsPast = (): boolean => isCatchingUp || supervisor.tellsPast();
  const tellsPast = (): boolean => hearsPast() || logWatch.stands;
  const pipeline = createPipeline({
    world,
    journal,
    hub,
    clock,
    refusals,
    logger,
    time,
    tellsPast,
    secret: secret.toString('hex'),
    onWritten: (marks) => latency.written(marks, clock.now()),
  });
  const supervisor: Supervisor = createSupervisor({
    connectors: config.sources.map((spec) => connectorOf(spec, config)),
    clock,
    logger,
    refusals,
    epoch,
    take: (source, events, how) => pipeline.take(source, events, how),
    tick: (at) => pipeline.tick(at),
    floorNow: () => world.state.floor.now,
    position: (source) => journal.position(source),
  });
  const logWatch: LogWatch = watchLog({
    journal,
    clock,
    isBehind: () => supervisor.isBehind(),
    changed: logChanged,
  });
  const signInKey = randomBytes(32).toString('base64url');
  const http = createHttpServer({
    host: config.host,
    port: config.port,
    clock,
    logger,
    token: config.token,
    signInKey,
    sessionSecret: secret,
    staticFolder: options.staticFolder,
    admittedPerSecond: options.admittedPerSecond,
    graph: graphPorts({
      world,
      pipeline,
      hub,
      log: logWatch,
      clock,
      refusals,
      latency,
      buildId: options.buildId,
      mode,
      siteMetrics: config.metrics,
      past: pastPorts({
        past,
        history,
        journal,
        clock,
        viewOf: (past) => viewOf(past, null, config.metrics),
        presentAt: () => world.state.floor.now,
        reachNow: () => pipeline.reachNow(),
      }),
    }),
    accept: (items) => pipeline.accept(items),
    notReady: () => [...logReasons(logWatch.health), ...notReady(world, hearsPast())],
    warnings: () => [...logWarnings(logWatch.health), ...historyWarnings(history)],
    audit: () => auditReport(world.state.audit),
    collect: () => [
      ...metricSamples(world, refusals, hub),
      ...latencySamples(latency),
      ...logSamples(logWatch.health, journal.health, clock.now()),
      ...historySamples(history),
    ],
  });

  const auditor = createAuditor({
    ...options.audit,
    journal,
    clock,
    logger,
    floor: world.state.floor,
    windows: world.windows,
    memory: world.state.audit,
    appliedSeq: () => pipeline.appliedSeq,
    mayRun: () => time === 'replay' || !tellsPast(),
    tell: (findings) => pipeline.tellAudit(findings),
  });
  const upkeep = createUpkeep({
    ...opened,
    past,
    clock,
    logger,
    entriesDays: config.keep.entriesDays,
    floorNow: () => world.state.floor.now,
    appliedSeq: () => pipeline.appliedSeq,
  });
  let heart: Timer | null = null;
  let deadline: Timer | null = null;
  let stopping: Promise<void> | null = null;
  let listening;
  try {
    listening = await http.start();
  } catch (error) {
    await history.close();
    await journal.close();
    throw error;
  }
  await supervisor.start();
  heart = clock.after(isCatchingUp ? PAST_BEGINS_MS : 0, () => {
    isCatchingUp = false;
    void beat();
  });
  auditor.start();
  const waking = startWaking(world.state.floor, clock);

  const host = listening.host.includes(':') ? `[${listening.host}]` : listening.host;
  const origin = `http://${host}:${listening.port}`;
  return {
    origin,
    signInLink: `${origin}/sign-in?key=${signInKey}`,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };

  /** Once a second: time passes, screens hear that the server lives, and the log gets its checkpoint. */
  async function beat(): Promise<void> {
    try {
      // A disk that refuses is asked again; its word is taken by who watches the log.
      if (journal.health.refusing) await pipeline.probe().catch(() => undefined);
      else if (time === 'live' && !tellsPast()) await pipeline.tick();
    } catch (error) {
      // A disk that refuses is told of by the log itself, once.
      if (!(error instanceof JournalUnavailable))
        logger.error('the log refuses the passing of time', { reason: String(error) });
    }
    if (stopping) return;
    upkeep.beat();
    http.beat(world.state.floor.now);
    heart = clock.after(SECOND_MS - (clock.now() % SECOND_MS), () => void beat());
    watchDeadline();
  }

  /** Every number is stale while nothing new counts: all of them are told anew. */
  function logChanged(): void {
    const { floor } = world.state;
    const agents = [...floor.agents.values()].filter(({ signedIn }) => signedIn);
    const change = {
      ...NO_CHANGE,
      log: true,
      total: true,
      queues: new Set(floor.queues.keys()),
      agents: new Set(agents.map(({ id }) => id)),
    };
    hub.publish(change, floor.now);
  }

  /** A contact that passes its threshold is told then, not at the next second. */
  function watchDeadline(): void {
    deadline?.cancel();
    const inMs = (pipeline.nextDeadlineAt ?? Infinity) - clock.now();
    if (time !== 'live' || inMs > SECOND_MS) return;
    deadline = clock.after(Math.max(inMs, 20), () => {
      pipeline.reachNow();
      watchDeadline();
    });
  }

  async function stop(): Promise<void> {
    heart?.cancel();
    deadline?.cancel();
    waking.stop();
    logWatch.close();
    await auditor.stop();
    await supervisor.stop();
    await http.stop();
    hub.close();
    await upkeep.stop();
    await history.close();
    await journal.close();
  }
}

function notReady({ state: { audit, floor } }: World, hearsPast: boolean): string[] {
  const reasons = auditReasons(audit);
  if (hearsPast) {
    const at = floor.now === 0 ? 'has not begun' : `is at ${new Date(floor.now).toISOString()}`;
    reasons.push(`a source is still telling the past: the floor ${at}`);
    return reasons;
  }
  for (const source of floor.sources.values())
    if (source.state === 'lost' || source.state === 'silent')
      reasons.push(
        `source ${source.id} is ${source.state}${source.reason ? `: ${source.reason}` : ''}`,
      );
  return reasons;
}
