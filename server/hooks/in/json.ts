/** Reads JSON that a stranger has written: what is not of the form that is asked for is not there. */

/** An object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Most items of a list that are looked at. */
const MAX_ITEMS = 20;

/** Whether a value is an object, and no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What lies at the end of a path of names; undefined when there is nothing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isFields(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

/** The text there, or the number as text; undefined for an empty one and for anything else. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === "number" || typeof found === "boolean") return String(found);
  return typeof found === "string" && found.trim() !== "" ? found : undefined;
}

/** The first items of the list there; none when there is no list. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.slice(0, MAX_ITEMS) : [];
}

/** How many items the list there has. */
export function countAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.length : 0;
}

/** Words for what a stranger calls things; of names that are not in it, such as `constructor`, nothing is known. */
export function wordTable(words: Record<string, string>): Readonly<Record<string, string>> {
  return Object.assign(Object.create(null), words);
}
