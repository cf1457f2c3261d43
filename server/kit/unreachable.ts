/** Ends a switch over a closed set: the compiler proves it is never called, and a bug crashes here. */
export function unreachable(value: never): never {
  throw new Error(`a closed set of cases is expected, but got ${JSON.stringify(value)}`);
}
