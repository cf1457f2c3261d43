import { randomBytes } from 'node:crypto';
import type { Config } from '#server/config/config.ts';
import { createAuditor, type AuditorOptions } from '#server/audit/auditor.ts';
import { auditReasons, auditReport } from '#server/audit/report.ts';
import { createHttpServer } from '#server/http/http-server.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { createSupervisor, type Supervisor } from '#server/ingest/supervisor.ts';
import type { Journal } from '#server/journal/journal.ts';
import { openSqliteJournal } from '#server/journal/sqlite.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { createHub } from '#server/live/hub.ts';
import { connectorOf } from './app-connectors.ts';
import { floorFolder, modeOf, openSecret, putAside } from './app-folders.ts';
import {
  CHECKPOINT_EVERY,
  foldLog,
  foldUntil,
  replayBeginsAnew,
  saveCheckpoint,
  type FoldOptions,
} from './app-log.ts';
import { graphPorts, metricSamples } from './app-ports.ts';
import { createPipeline } from './pipeline.ts';
import type { World } from './pipeline-world.ts';

export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this build: screens reload when it changes, checkpoints of another one are not believed. */
  readonly buildId: string;
  /** Folder of the built web app. */
  readonly staticFolder: string;
  /** When the floor audits itself; the auditor's own defaults unless said. */
  readonly audit?: Pick<AuditorOptions, 'firstAfterMs' | 'everyMs'>;
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
  const fold: FoldOptions = {
    timeZone: config.timeZone,
    format: options.buildId,
    ...(mode === 'replay' && { silentAfterMs: null }),
  };
  const { journal, world } = await openLog(options, fold);
  const epoch = randomBytes(6).toString('base64url');
  const hub = createHub({ clock, epoch, minIntervalMs: MIN_INTERVAL_MS });
  const refusals = createRefusals();
  // Who tells the past begins right after the start; until then the clock is left to it.
  let isCatchingUp = config.sources.some(({ kind }) => kind === 'demo' || kind === 'queue-log');
  const tellsPast = (): boolean => isCatchingUp || supervisor.tellsPast();
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
    graph: graphPorts({
      world,
      pipeline,
      hub,
      clock,
      refusals,
      buildId: options.buildId,
      mode,
      siteMetrics: config.metrics,
      foldUntil: (at) => foldUntil(journal, at, fold),
    }),
    accept: (items) => pipeline.accept(items),
    notReady: () => notReady(world),
    audit: () => auditReport(world.state.audit),
    collect: () => metricSamples(world, refusals, hub),
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
  let heart: Timer | null = null;
  let deadline: Timer | null = null;
  let checkpointSeq = pipeline.appliedSeq;
  let stopping: Promise<void> | null = null;
  let listening;
  try {
    listening = await http.start();
  } catch (error) {
    await journal.close();
    throw error;
  }
  await supervisor.start();
  heart = clock.after(isCatchingUp ? PAST_BEGINS_MS : 0, () => {
    isCatchingUp = false;
    void beat();
  });
  auditor.start();

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
      if (time === 'live' && !supervisor.tellsPast()) await pipeline.tick();
      if (pipeline.appliedSeq - checkpointSeq >= CHECKPOINT_EVERY) await checkpoint();
    } catch (error) {
      logger.error('the log refuses the passing of time', { reason: String(error) });
    }
    if (stopping) return;
    http.beat(world.state.floor.now);
    heart = clock.after(SECOND_MS - (clock.now() % SECOND_MS), () => void beat());
    watchDeadline();
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

  async function checkpoint(): Promise<void> {
    checkpointSeq = pipeline.appliedSeq;
    await saveCheckpoint(journal, world, { ...fold, seq: checkpointSeq });
  }

  async function stop(): Promise<void> {
    heart?.cancel();
    deadline?.cancel();
    await auditor.stop();
    await supervisor.stop();
    await http.stop();
    hub.close();
    await checkpoint().catch((error: unknown) =>
      logger.warn('no checkpoint at the end; the next start takes longer', {
        reason: String(error),
      }),
    );
    await journal.close();
  }
}

/** Opens the journal and folds it; a replay that has to begin anew finds an empty one. */
async function openLog(
  { config, logger, clock }: AppOptions,
  fold: FoldOptions,
): Promise<{ journal: Journal; world: World }> {
  const path = floorFolder(config.data, config.sources);
  const journal = openSqliteJournal({ path, clock, logger });
  const world = foldLog(journal, fold);
  if (!(await replayBeginsAnew(world, journal, config.sources))) return { journal, world };
  logger.info('the replay begins anew; its journal of before is kept beside it', { path });
  await journal.close();
  putAside(path);
  const empty = openSqliteJournal({ path, clock, logger });
  return { journal: empty, world: foldLog(empty, fold) };
}

function notReady(world: World): string[] {
  const reasons = auditReasons(world.state.audit);
  for (const source of world.state.floor.sources.values())
    if (source.state === 'lost' || source.state === 'silent')
      reasons.push(
        `source ${source.id} is ${source.state}${source.reason ? `: ${source.reason}` : ''}`,
      );
  return reasons;
}
