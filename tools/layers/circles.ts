/** Finds modules that import each other in a circle. */

/**
 * The circles among modules, given what each imports: each a shortest way round that begins and ends
 * with its first module. At least one for every knot of modules that all reach each other.
 */
export function circles(imports: ReadonlyMap<string, Iterable<string>>): string[][] {
  return [...imports.keys()]
    .map((file) => wayBack(file, imports))
    .filter((way) => way !== undefined)
    // Others of the same circle find the same way round; it is told once, by its first module.
    .filter((way) => way.every((file) => file >= (way[0] ?? "")));
}

/** A shortest way from a module over what it imports back to itself; undefined when there is none. */
function wayBack(
  file: string,
  imports: ReadonlyMap<string, Iterable<string>>,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const waiting = [file];
  for (const current of waiting) {
    for (const next of imports.get(current) ?? []) {
      if (next === file) return wayTo(current, { cameFrom, start: file }).concat(file);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, current);
      waiting.push(next);
    }
  }
  return undefined;
}

function wayTo(
  file: string,
  { cameFrom, start }: { cameFrom: ReadonlyMap<string, string>; start: string },
): string[] {
  const way = [file];
  for (let at = file; at !== start;) {
    at = cameFrom.get(at) ?? start;
    way.unshift(at);
  }
  return way;
}
