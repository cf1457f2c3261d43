import type { Queue, Severity } from './model.ts';

/** Which queues became critical, and which are so no more, since the severities last told. */
export function transitions(
  told: ReadonlyMap<string, Severity | null>,
  queues: readonly Pick<Queue, 'id' | 'name' | 'severity'>[],
): { known: Map<string, Severity | null>; critical: string[]; calm: string[] } {
  const critical: string[] = [];
  const calm: string[] = [];
  for (const { id, name, severity } of queues) {
    const before = told.get(id) === 'CRITICAL';
    if (severity === 'CRITICAL' && !before) critical.push(name);
    if (severity !== 'CRITICAL' && before) calm.push(name);
  }
  return { known: new Map(queues.map(({ id, severity }) => [id, severity])), critical, calm };
}
