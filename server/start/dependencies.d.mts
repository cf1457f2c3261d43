/** What is wrong with this Node, as a sentence; null where nothing is. */
export function nodeProblem(version: string): string | null;
/** Installs the locked dependencies where they are missing or the lock file has changed since. */
export function ensureDependencies(): Promise<void>;
