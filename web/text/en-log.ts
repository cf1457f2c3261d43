import type { LogTexts } from './log-keys.ts';

export const enLog: LogTexts = {
  takesNothing: (since) => `Disk takes nothing since ${since}`,
  notCounted: 'new events are not counted',
  asOfThen: 'numbers as of then',
  title: 'The log',
  why: 'Everything shown comes from it. An event counts once the disk has it.',
  takes: 'The disk takes what is new.',
  refuses: (since) => `The disk takes nothing since ${since}.`,
  reason: 'It says',
  whatToDo:
    'New events are refused and told so. Make room on the disk of the data folder, or see to its fault: it goes on by itself then.',
  whole: 'All that is kept is whole.',
  damaged: (stretches) =>
    stretches === 1 ? 'One stretch is damaged.' : `${stretches} stretches are damaged.`,
  damageMeans: 'What lies in it is neither shown nor counted. All before and behind it is whole.',
  between: (from, to) => `from ${from ?? 'the beginning'} to ${to ?? 'the end'}`,
  atMost: (entries) => `at most ${entries} entries are missing`,
  ofToday: 'concerns today',
  mark: 'part of today’s log is lost',
  markShort: 'log damaged',
  notKept: 'Not kept: the server’s disk takes nothing just now. Please try again later.',
};
