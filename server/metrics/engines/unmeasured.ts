import { NO_READING, type Engine } from '../question.ts';

/** What no source of the floor can tell: no number, never a nought (metrics.md 2.1, `blocked`). */
export const UNMEASURED_ENGINE: Engine = { read: () => NO_READING };
