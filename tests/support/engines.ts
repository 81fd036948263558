/**
 * Which engines the long tests of clusters are run on: all of them where `ENGINES=all` says so, else each
 * test on one of them, because what differs between them has tests of its own.
 */
export const ON_ALL_ENGINES = Deno.env.get("ENGINES") === "all";

/** The engines of a test: the first alone, or all. */
export function engines<Engine>(first: Engine, ...others: Engine[]): Engine[] {
  return ON_ALL_ENGINES ? [first, ...others] : [first];
}
