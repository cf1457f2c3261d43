/** Every circle of a graph once, as the way round it; found by depth, each node visited once. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const way: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): void => {
    const met = way.indexOf(node);
    if (met >= 0) {
      cycles.push([...way.slice(met), node]);
      return;
    }
    if (done.has(node)) return;
    way.push(node);
    for (const next of new Set(graph.get(node) ?? [])) visit(next);
    way.pop();
    done.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return cycles;
}
