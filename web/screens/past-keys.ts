import type { StepTo } from '#web/state/past-model.ts';

/** What a key means for the past: a step, or one of these. */
export type PastAct = StepTo | 'show' | 'live' | 'playOrPause';

/** What of a key press matters here. */
export interface Pressed {
  readonly key: string;
  readonly defaultPrevented: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly target: EventTarget | null;
}

/** The meaning of a key; null where it has none, where a field is being written in, or a button pressed. */
export function pastKey(pressed: Pressed, inPast: boolean): PastAct | null {
  if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const control = controlOf(pressed.target);
  if (control === 'field') return null;
  const { key } = pressed;
  if (inPast && (key === 'Escape' || key.toLowerCase() === 'l')) return 'live';
  if (key.toLowerCase() === 'r') return 'show';
  if (key === '[') return 'previousAlert';
  if (key === ',') return 'previousEvent';
  if (!inPast) return null;
  if (key === ' ') return control === 'button' ? null : 'playOrPause';
  if (key === ']') return 'nextAlert';
  return key === '.' ? 'nextEvent' : null;
}

function controlOf(target: EventTarget | null): 'field' | 'button' | null {
  const name = (target as { tagName?: string } | null)?.tagName;
  if (name === undefined) return null;
  if (FIELDS.has(name)) return 'field';
  return name === 'BUTTON' || name === 'A' ? 'button' : null;
}

const FIELDS = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
