/** How a metric is read by a person, in one language. */
export interface MetricText {
  readonly name: string;
  readonly explanation: string;
}

/** A metric's definition as data; the formula's code is its twin in server/metrics. */
export interface MetricDefinition {
  /** The field's name in GraphQL's QueueMetrics. */
  readonly id:
    | 'offered'
    | 'answered'
    | 'abandoned'
    | 'shortAbandoned'
    | 'overflowed'
    | 'transferredOut'
    | 'handled'
    | 'answeredWithinThreshold'
    | 'abandonedWithinThreshold'
    | 'pastThreshold'
    | 'serviceLevelRatio'
    | 'abandonmentRatio'
    | 'averageSpeedOfAnswerMs'
    | 'averageTalkTimeMs'
    | 'averageHandleTimeMs'
    | 'averageAfterContactWorkMs'
    | 'averageHoldTimeMs'
    | 'longestWaitMs'
    | 'occupancyRatio'
    | 'firstResponseTimeMs'
    | 'averageResponseTimeMs'
    | 'satisfactionRatio'
    | 'botContainmentRatio';
  readonly unit: 'contacts' | 'ms' | 'ratio';
  /** Which way is good; `none` where neither is. */
  readonly direction: 'up' | 'down' | 'none';
  /** In the field's notation: A answered, B abandoned, L past the threshold T. */
  readonly formula: string;
  /** Where it is laid down: a section of the SPEC. */
  readonly rule: string;
  readonly en: MetricText;
  readonly zh: MetricText;
}
