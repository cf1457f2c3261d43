import type { AgoText, PastTexts } from './past-keys.ts';

/** English. */
export const enPast: PastTexts = {
  past: 'Past',
  rewind: 'Rewind',
  closeTimeline: 'Close the timeline',
  timeline: 'Timeline',
  toLive: 'Back to live',
  ago,
  playing: (speed) => `playing ${speed}×`,
  still: 'paused',
  loading: 'loading',
  play: 'Play',
  pause: 'Pause',
  speed: 'Speed',
  previousEvent: 'Previous event',
  nextEvent: 'Next event',
  previousAlert: 'Previous alert',
  nextAlert: 'Next alert',
  yesterday: 'Same time yesterday',
  lastWeek: 'Same time last week',
  share: 'Share this moment',
  shared: 'Link copied',
  shareByHand: 'Copy the link from the address bar',
  span: 'Span',
  spans: { hour: '1 h', day: '1 day', week: '1 week', all: 'All' },
  earlier: 'Earlier',
  later: 'Later',
  troubles: {
    tooEarly: 'The log begins here: nothing earlier is kept.',
    unanswered: 'This moment could not be loaded.',
    lost: 'The connection was lost: playing stopped here.',
    tooMany: 'As many screens play the past as this server can show. Please try again later.',
    noEvent: 'No further event in that direction.',
    noAlert: 'No further alert in that direction.',
  },
  again: 'Try again',
  alertMarks: (count) => (count === 1 ? '1 alert' : `${count} alerts`),
  notHere: 'Not possible in the past',
};

function ago({ days, hours, minutes, seconds }: AgoText): string {
  if (days > 0) return `${days} d ${hours} h ago`;
  if (hours > 0) return `${hours} h ${minutes} min ago`;
  return minutes > 0 ? `${minutes} min ${seconds} s ago` : `${seconds} s ago`;
}
