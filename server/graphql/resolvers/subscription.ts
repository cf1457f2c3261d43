import { notYet } from '../errors.ts';
import type { SubscriptionResolvers } from '../generated/resolvers.gen.ts';
import { createFloorFeed } from '../update/floor-feed.ts';
import { unscopedCursor } from '../update/scoped-cursor.ts';
import type { FloorUpdateModel } from '../models.ts';
import { slidingLengthsOf } from '../watched-windows.ts';

export const subscriptionResolvers: SubscriptionResolvers = {
  floor: {
    subscribe(_, { scope, after, from, speed }, context, info) {
      if (from != null || speed != null) throw notYet('Playing the past is not possible yet.');
      const lengths = slidingLengthsOf(info);
      const stopWatching = [...lengths].map((lengthMs) => context.watchWindow(lengthMs));
      return createFloorFeed({
        view: () => context.view(),
        updates: context.hub.subscribe({ after: unscopedCursor(after, scope ?? {}) }),
        scope: scope ?? {},
        onEnd: () => stopWatching.forEach((stop) => stop()),
      });
    },
    resolve: (update: FloorUpdateModel) => update,
  },
};
