import { sleep } from '#server/kit/clock.ts';
import type { ConnectorContext, EmitOptions, IncomingEvent } from '../connector.ts';

/** How long to wait before offering again what the disk refused. */
export const RETRY_MS = 1000;

export interface DeliverOptions extends EmitOptions {
  readonly stopped: () => boolean;
  /** Asked at every try: what was of now when the disk began to refuse is the past when it heals. */
  readonly isPast?: () => boolean;
}

/**
 * Hands over a batch and does not give up while the disk refuses it: ids make a repetition
 * harmless. False where `stopped` said so before it was taken.
 */
export function deliver(
  context: ConnectorContext,
  events: readonly IncomingEvent[],
  options: DeliverOptions,
): Promise<boolean> {
  const { stopped, isPast, ...emitOptions } = options;
  return untilTaken(context, stopped, () =>
    context.emit(events, { ...emitOptions, ...(isPast && { past: isPast() }) }),
  );
}

/** Tries until the log takes it, be it events, health or the passing of time. False where `stopped` came first. */
export async function untilTaken(
  context: ConnectorContext,
  stopped: () => boolean,
  offer: () => Promise<void>,
): Promise<boolean> {
  for (let tries = 0; !stopped(); tries += 1)
    try {
      await offer();
      return true;
    } catch (error) {
      // Once an outage; the log itself says what is wrong with its disk.
      if (tries === 0)
        context.logger.warn('what was told could not be stored; it is offered again', {
          error: String(error),
        });
      await sleep(context.clock, RETRY_MS);
    }
  return false;
}
