import { createSchema } from 'graphql-yoga';
import type { GraphQLSchema } from 'graphql';
import type { GraphContext } from './context.ts';
import { enumResolvers, typeDefs } from './generated/resolvers.gen.ts';
import { alertResolvers } from './resolvers/alert.ts';
import { explanationResolvers } from './resolvers/explanation.ts';
import { floorUpdateResolvers } from './resolvers/floor-update.ts';
import {
  customMetricResolvers,
  metricDefinitionResolvers,
  metricVariantResolvers,
} from './resolvers/metric-definition.ts';
import { logDamageResolvers, logHealthResolvers } from './resolvers/log-health.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { queryResolvers } from './resolvers/query.ts';
import { scopeStatusResolvers } from './resolvers/scope-status.ts';
import { queueMetricsResolvers, queueStatusResolvers } from './resolvers/status.ts';
import { subscriptionResolvers } from './resolvers/subscription.ts';
import { Cursor, DateTime, LocaleScalar, Ratio } from './scalars.ts';

/** The SDL of schema/sdl with its resolvers. */
export function createFloorSchema(): GraphQLSchema {
  return createSchema<GraphContext>({
    typeDefs,
    resolvers: {
      ...enumResolvers,
      DateTime,
      Cursor,
      Ratio,
      Locale: LocaleScalar,
      Query: queryResolvers,
      Mutation: mutationResolvers,
      Subscription: subscriptionResolvers,
      FloorUpdate: floorUpdateResolvers,
      QueueStatus: queueStatusResolvers,
      ScopeStatus: scopeStatusResolvers,
      QueueMetrics: queueMetricsResolvers,
      CustomMetric: customMetricResolvers,
      MetricDefinition: metricDefinitionResolvers,
      MetricVariant: metricVariantResolvers,
      Explanation: explanationResolvers,
      Alert: alertResolvers,
      LogHealth: logHealthResolvers,
      LogDamage: logDamageResolvers,
    },
  });
}
