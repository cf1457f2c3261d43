import { createAuditor, type Auditor } from '#server/audit/auditor.ts';
import type { AuditFindings } from '#server/audit/outcome.ts';
import type { Entry } from '#server/journal/journal.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import type { Clock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';
import {
  applyStored,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
  type WorldChange,
} from '#server/pipeline-world.ts';
import { eventEntry, START_AT } from './scenario.ts';

/** A floor with its log in memory and its auditor, as app.ts joins them. */
export interface AuditedFloor {
  readonly world: World;
  readonly auditor: Auditor;
  /** Into the log, then onto the floor; what the fold said of it. */
  write(entries: readonly Entry[]): Promise<WorldChange>;
  /** Into the log only: the floor never hears of it, as after a bug. */
  writeBehindItsBack(entries: readonly Entry[]): Promise<void>;
  /** An event `seconds` after the start. */
  say(seconds: number, type: string, data: Record<string, unknown>): Promise<WorldChange>;
  /** Lets time pass until `seconds` after the start. */
  until(seconds: number): Promise<WorldChange>;
  audit(): Promise<AuditFindings>;
  /** The world that the log alone gives, as after a restart without a checkpoint. */
  replayed(): World;
}

export interface AuditedFloorOptions {
  /** Happens in each pause of a run. */
  readonly inPause?: () => Promise<unknown>;
}

export function auditedFloor({ inPause }: AuditedFloorOptions = {}): AuditedFloor {
  const journal = openMemoryJournal();
  const world = openWorld(createWorldState({ timeZone: 'UTC' }));
  let appliedSeq = 0;
  let said = 0;
  const clock: Clock = {
    now: () => world.state.floor.now,
    after(_, run) {
      void Promise.resolve(inPause?.()).then(run);
      return { cancel: () => undefined };
    },
  };
  const floor: AuditedFloor = {
    world,
    auditor: createAuditor({
      journal,
      clock,
      logger: silentLogger,
      floor: world.state.floor,
      windows: world.windows,
      memory: world.state.audit,
      appliedSeq: () => appliedSeq,
      mayRun: () => true,
      async tell(findings) {
        const floorAt = world.state.floor.now;
        const id = `audit:${findings.run}:${floorAt}`;
        const data = { ...findings };
        await floor.write([{ kind: 'command', id, type: 'audit.told', floorAt, data }]);
      },
    }),
    async write(entries) {
      const change = createWorldChange();
      for (const stored of (await journal.append(entries)).stored) {
        applyStored(world, stored, change);
        appliedSeq = stored.seq;
      }
      return change;
    },
    async writeBehindItsBack(entries) {
      const { stored } = await journal.append(entries);
      appliedSeq = stored.at(-1)?.seq ?? appliedSeq;
    },
    say: (seconds, type, data) => floor.write([eventOf(seconds, type, data)]),
    until: (seconds) => floor.write([{ kind: 'tick', floorAt: START_AT + seconds * 1000 }]),
    async audit() {
      const findings = await floor.auditor.run();
      if (!findings) throw new Error('the audit is expected to come to an end');
      return findings;
    },
    replayed() {
      const again = openWorld(createWorldState({ timeZone: 'UTC' }));
      for (const batch of journal.read())
        for (const stored of batch) applyStored(again, stored, createWorldChange());
      return again;
    },
  };
  return floor;

  function eventOf(seconds: number, type: string, data: Record<string, unknown>): Entry {
    said += 1;
    const at = START_AT + seconds * 1000;
    return eventEntry({ id: `e${said}`, source: '/test', type, at, data });
  }
}
