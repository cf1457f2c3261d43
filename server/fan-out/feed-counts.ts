/** What the live feed has done since the server started. */
export interface FeedCounts {
  /** Updates made, each for everybody who is told the same. */
  made: number;
  /** Of these, those that graphql-js executed. */
  executed: number;
  /** Updates given to subscriptions. */
  told: number;
  /** Updates that a subscription was spared because it lagged: they came with a newer one. */
  skipped: number;
}

export function noFeedCounts(): FeedCounts {
  return { made: 0, executed: 0, told: 0, skipped: 0 };
}
