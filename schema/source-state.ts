/**
 * The health of a connection. `silent`: connected, but nothing was heard for longer than it
 * should be; its numbers are shown as stale. `ended`: a replay that reached its last event.
 */
export const SourceState = {
  connecting: 'connecting',
  live: 'live',
  silent: 'silent',
  lost: 'lost',
  ended: 'ended',
} as const;
export type SourceState = (typeof SourceState)[keyof typeof SourceState];
