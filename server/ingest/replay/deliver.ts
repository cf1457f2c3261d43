import { sleep } from '#server/kit/clock.ts';
import type { ConnectorContext, EmitOptions, IncomingEvent } from '../connector.ts';

/** How long to wait before offering a batch again that the disk refused. */
export const RETRY_MS = 1000;

/**
 * Hands over a batch and does not give up while the disk refuses it: ids make a repetition
 * harmless. False where `stopped` said so before it was taken.
 */
export async function deliver(
  context: ConnectorContext,
  events: readonly IncomingEvent[],
  options: EmitOptions & { readonly stopped: () => boolean },
): Promise<boolean> {
  const { stopped, ...emitOptions } = options;
  while (!stopped()) {
    try {
      await context.emit(events, emitOptions);
      return true;
    } catch (error) {
      context.logger.warn('events could not be stored; they are offered again', {
        error: String(error),
      });
      await sleep(context.clock, RETRY_MS);
    }
  }
  return false;
}
