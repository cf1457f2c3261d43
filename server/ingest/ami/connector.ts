import type { SourceId } from '#schema/ids.ts';
import { Health, type Connector, type ConnectorContext } from '#server/ingest/connector.ts';
import { createBackoff } from '#server/kit/backoff.ts';
import type { Timer } from '#server/kit/clock.ts';
import { createOutbox } from './outbox.ts';
import { actionBytes, type AmiPacket } from './packets.ts';
import { openAmiSession, type AmiSession, type SessionEnd } from './session.ts';
import { SETTLE_MS } from './reconciliation.ts';
import { createAmiTranslator, type AmiTranslator, type SavedAmi } from './translate.ts';
import type { WrapUpMs } from './wrap-up.ts';

export interface AmiConnectorOptions {
  readonly id: SourceId;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
  /** Told with queues and agents. */
  readonly site?: string;
  /** After-contact work by queue, `*` for the rest; without it a contact is wrapped up at its end. */
  readonly wrapUpMs?: WrapUpMs;
  /** The longest wait by queue, as the dialplan has it; names such an exit `timeout`. */
  readonly timeoutMs?: Readonly<Record<string, number>>;
  /** A Ping this often; default 10,000 ms. */
  readonly pingMs?: number;
  /** Without a byte for so long the connection is given up; default 25,000 ms. */
  readonly silentMs?: number;
  /** So long a connection and login may take; default 10,000 ms. */
  readonly loginMs?: number;
  /**
   * QueueStatus is asked again this often: for what Asterisk changes without an event, and for the
   * floor to be compared with it; default 60,000 ms.
   */
  readonly resyncMs?: number;
  /** The next try after a refused login; default 60,000 ms. */
  readonly refusedMs?: number;
  /** The longest wait between tries to reconnect; default 30,000 ms. */
  readonly maxBackoffMs?: number;
  /** Events held while the disk refuses; beyond that they are lost and counted. Default 100,000. */
  readonly mostHeld?: number;
  /** 0..1, for the jitter of those waits; default `Math.random`. */
  readonly random?: () => number;
}

/** app_queue may be loaded after the manager answers; so long until QueueStatus is asked again. */
const NOT_LOADED_MS = 500;
/** An answer to QueueStatus that takes longer is not waited for. */
const STATUS_MS = 15_000;

/**
 * Follows an Asterisk through its manager interface: the user needs `read = agent,system,call` and
 * `write = agent` (or whatever lets it ask QueueStatus). A lost connection is reported as health and
 * made again, with longer and longer waits; then QueueStatus says what was missed.
 */
export function createAmiConnector(options: AmiConnectorOptions): Connector {
  // Misuse shows at once, not at the first login.
  actionBytes([
    ['Username', options.user],
    ['Secret', options.secret],
  ]);
  let running: { stop(): Promise<void> } | null = null;
  return {
    id: options.id,
    kind: 'ami',
    time: 'live',
    silentAfterMs: null,
    async start(context) {
      running ??= run(options, context);
    },
    async stop() {
      await running?.stop();
    },
  };
}

function run(options: AmiConnectorOptions, context: ConnectorContext): { stop(): Promise<void> } {
  const { clock } = context;
  const times = {
    pingMs: options.pingMs ?? 10_000,
    silentMs: options.silentMs ?? 25_000,
    loginMs: options.loginMs ?? 10_000,
  };
  const backoff = createBackoff({ maxMs: options.maxBackoffMs, random: options.random });
  const translatorFrom = (position: unknown): AmiTranslator =>
    createAmiTranslator({
      source: options.id,
      site: options.site,
      wrapUpMs: options.wrapUpMs,
      timeoutMs: options.timeoutMs,
      run: `${clock.now()}`,
      saved: (position as SavedAmi | undefined) ?? undefined,
    });
  let translator = translatorFrom(context.position);
  /** Why the connection is given up, where that is our own doing. */
  let givenUp: string | null = null;
  const outbox = createOutbox({
    context,
    mostHeld: options.mostHeld,
    position: () => translator.save(),
    // As after a lost connection: from the last place that is stored, and a list tells what was missed.
    onOverflow({ lost, stored }) {
      translator = translatorFrom(stored);
      givenUp = `${lost} events were lost: the disk refused for too long`;
      for (const timer of timers.values()) timer.cancel();
      if (session) session.close();
      else ended({ reason: givenUp, refused: false });
    },
  });
  const timers = new Map<string, Timer>();
  let session: AmiSession | null = null;
  let stopped = false;
  let connectedOnce = false;
  let saidLost: string | null = null;
  /** The answer under way. */
  let status: { id: string; askedAt: number; fresh: boolean; items: AmiPacket[] } | null = null;
  let asked = 0;
  let fresh = true;

  const after = (name: string, delayMs: number, then: () => void): void => {
    timers.get(name)?.cancel();
    timers.set(name, clock.after(delayMs, then));
  };
  const later = (): void => {
    const { nextAt } = translator;
    if (nextAt === null) return;
    after('advance', Math.max(0, nextAt - clock.now()), () => {
      outbox.add(translator.advance(clock.now()));
      later();
    });
  };
  const ask = (): void => {
    asked += 1;
    status = { id: `tidewall-${asked}`, askedAt: clock.now(), fresh, items: [] };
    session?.send([
      ['Action', 'QueueStatus'],
      ['ActionID', status.id],
    ]);
    after('ask', STATUS_MS, ask);
  };
  const answered = (): void => {
    if (!status) return;
    outbox.add(translator.resync(status, clock.now()));
    later();
    outbox.health(connectedOnce && status.fresh ? Health.resynced : null);
    if (status.fresh) backoff.reset();
    connectedOnce = true;
    fresh = false;
    status = null;
    after('ask', options.resyncMs ?? 60_000, ask);
    after('reconciled', SETTLE_MS, () => outbox.add(translator.reconciled()));
  };
  const packet = (item: AmiPacket): void => {
    const answerTo = item.get('ActionID');
    if (answerTo !== '') {
      // The first list after the login is the state to begin with, whoever asked for it: a stream
      // that is played back answers the recorder's question.
      const isBeginning = item.get('Response') === 'Success' && item.get('EventList') === 'start';
      if (status?.fresh && status.items.length === 0 && isBeginning && isStatusList(item))
        status.id = answerTo;
      if (!status || answerTo !== status.id) return;
      if (item.get('Response') === 'Error') {
        context.logger.warn('QueueStatus was refused', { reason: item.get('Message') });
        const isNotLoaded = item.get('Message').includes('unknown command');
        status = null;
        after('ask', isNotLoaded ? NOT_LOADED_MS : STATUS_MS, ask);
      } else if (item.get('Event') === 'QueueStatusComplete') answered();
      else if (item.get('Event') !== '') status.items.push(item);
      return;
    }
    if (item.get('Event') === '') return;
    if (item.get('Event') === 'Reload') after('ask', NOT_LOADED_MS, ask);
    const { events, refused } = translator.take(item, clock.now());
    if (refused) context.refuse({ reason: refused });
    if (events.length > 0) outbox.add(events);
    later();
  };
  const ended = ({ reason: told, refused }: SessionEnd): void => {
    const reason = givenUp ?? told;
    givenUp = null;
    session = null;
    status = null;
    timers.get('ask')?.cancel();
    timers.get('reconciled')?.cancel();
    if (stopped) return;
    // Once a reason: since when it is lost is what people want to know, not how often it was tried.
    if (saidLost !== reason) outbox.health(Health.lost, reason);
    saidLost = reason;
    context.logger.warn('the manager connection is lost', { reason });
    after('connect', refused ? (options.refusedMs ?? 60_000) : backoff.nextMs(), open);
  };
  const open = (): void => {
    fresh = true;
    session = openAmiSession({
      address: options,
      times,
      clock,
      events: {
        ready() {
          translator.connected();
          fresh = true;
          saidLost = null;
          outbox.health(Health.connected);
          ask();
        },
        packet,
        refused: (reason) => context.refuse({ reason }),
        ended,
      },
    });
  };
  open();
  later();
  return {
    async stop() {
      stopped = true;
      for (const timer of timers.values()) timer.cancel();
      session?.close();
      session = null;
      await outbox.close();
    },
  };
}

function isStatusList(item: AmiPacket): boolean {
  return /queue status/i.test(item.get('Message'));
}
