import type { Instant } from '#schema/ids.ts';
import type { Scope } from '#server/metrics/view.ts';
import type { GraphContext, LiveAsked } from '../context.ts';
import { badInput, notFound, notYet, tooMany } from '../errors.ts';
import type { SubscriptionResolvers } from '../generated/resolvers.gen.ts';
import type { FloorUpdateModel } from '../models.ts';
import { createFloorFeed } from '../update/floor-feed.ts';
import { unscopedCursor } from '../update/scoped-cursor.ts';
import { slidingLengthsOf } from '../watched-windows.ts';

/** An hour in a second: faster than anybody can watch. */
const MOST_SPEED = 3_600;

export const subscriptionResolvers: SubscriptionResolvers = {
  floor: {
    async subscribe(_, { scope, after, from, speed }, context, info) {
      const lengths = slidingLengthsOf(info);
      if (from != null || speed != null) {
        if (from == null) throw badInput('`speed` plays the past: say `from` when.');
        if (after != null) throw badInput('`after` resumes the live feed, `from` plays the past.');
        return playPast(context, { from, speed: speed ?? 1, scope: scope ?? {}, lengths });
      }
      const asked = { scope: scope ?? {}, after: after ?? null, lengths };
      return context.followLive?.(asked) ?? followLive(context, asked);
    },
    resolve: (update: FloorUpdateModel) => update,
  },
};

/** The live feed of one subscription by itself. */
function followLive(
  context: GraphContext,
  { scope, after, lengths }: LiveAsked,
): AsyncIterableIterator<FloorUpdateModel> {
  const stopWatching = [...lengths].map((lengthMs) => context.watchWindow(lengthMs));
  return createFloorFeed({
    view: () => context.view(),
    updates: context.hub.subscribe({ after: unscopedCursor(after, scope) }),
    scope,
    onEnd: () => stopWatching.forEach((stop) => stop()),
  });
}

async function playPast(
  context: GraphContext,
  asked: {
    readonly from: Instant;
    readonly speed: number;
    readonly scope: Scope;
    readonly lengths: Iterable<number>;
  },
): Promise<AsyncIterableIterator<FloorUpdateModel>> {
  const { from, speed, scope, lengths } = asked;
  const now = context.view().now;
  if (!(speed > 0 && speed <= MOST_SPEED))
    throw badInput(
      `\`speed\` is expected to be above 0 and at most ${MOST_SPEED}, but got ${speed}.`,
    );
  if (from > now)
    throw badInput(
      `\`from\` is expected to be no later than the floor's clock, ${new Date(now).toISOString()}, but got ${new Date(from).toISOString()}.`,
    );
  if (!context.play) throw notYet('Playing the past is not possible here.');
  const playback = await context.play({ from, speed });
  if (playback === 'tooMany')
    throw tooMany('As many screens play the past as this server can show; try again later.');
  if (!playback) throw notFound(`The log does not reach back to ${new Date(from).toISOString()}.`);
  const stopWatching = [...lengths].map((lengthMs) => playback.watchWindow(lengthMs));
  return createFloorFeed({
    view: () => playback.view(),
    updates: playback.updates,
    scope,
    isPast: true,
    onEnd: () => stopWatching.forEach((stop) => stop()),
  });
}
