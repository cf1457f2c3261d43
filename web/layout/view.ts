/** What a phone shows one at a time and a laptop all at once. */
export const View = {
  overview: 'overview',
  queues: 'queues',
  agents: 'agents',
  alerts: 'alerts',
} as const;
export type View = (typeof View)[keyof typeof View];

export const VIEWS: readonly View[] = Object.values(View);
