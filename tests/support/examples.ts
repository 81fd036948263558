/** Examples of what a server sends, made from the shapes in which the client believes it. */
import type { Shape } from "../../client/net/shapes/shape.ts";
import { PICTURE } from "./shared_file.ts";

/** Words of the protocol that mean something in several places. */
const WORDS = ["moderator", "ban", "removed", "mask", "open", "private"];

/** A value that the shape takes, with every field that there may be; `seed` varies its words. */
export function exampleOf({ kind }: Shape<unknown>, seed = 0): unknown {
  switch (kind.is) {
    case "text":
      return "2026-11-20T17:04:00.000Z";
    case "name":
      return "bob";
    case "word":
      return WORDS[seed % WORDS.length];
    case "number":
    case "id":
      return 2;
    case "flag":
      return true;
    case "literal":
      return kind.value;
    case "file":
      return PICTURE;
    case "list":
      return [exampleOf(kind.item, seed)];
    case "record":
      return Object.fromEntries(
        Object.entries(kind.fields)
          .filter(([name]) =>
            name === kind.oneOf[seed % kind.oneOf.length] || !kind.oneOf.includes(name)
          )
          .map(([name, shape]) => [name, exampleOf(shape, seed)]),
      );
  }
}

/**
 * The example with one of its texts, names and words replaced by `text`, one after the other, and at
 * last with all texts that are no names replaced at once.
 */
export function withText(shape: Shape<unknown>, text: string, seed = 0): unknown[] {
  const leaves = leavesOf(shape, seed);
  const one = leaves.map(({ path }) => replaced(exampleOf(shape, seed), [path], text));
  const texts = leaves.filter(({ is }) => is === "text").map(({ path }) => path);
  return [...one, replaced(exampleOf(shape, seed), texts, text)];
}

/** A place within a value. */
type Path = readonly (string | number)[];

interface Leaf {
  path: Path;
  is: string;
}

/** The texts, names and words of the example, without the name of an event. */
function leavesOf({ kind }: Shape<unknown>, seed: number, path: Path = []): Leaf[] {
  switch (kind.is) {
    case "text":
    case "name":
    case "word":
      return [{ path, is: kind.is }];
    case "list":
      return leavesOf(kind.item, seed, [...path, 0]);
    case "record":
      return Object.entries(kind.fields).flatMap(([name, shape]) => {
        const isLeftOut = kind.oneOf.includes(name) &&
          name !== kind.oneOf[seed % kind.oneOf.length];
        return isLeftOut ? [] : leavesOf(shape, seed, [...path, name]);
      });
    default:
      return [];
  }
}

/** Every place in a value, its whole first. */
export function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name])),
  ];
}

/** `value` with `part` in these places. */
export function replaced(value: unknown, paths: readonly Path[], part: unknown): unknown {
  let result = value;
  for (const path of paths) result = put(result, path, part);
  return result;
}

function put(value: unknown, [first, ...rest]: Path, part: unknown): unknown {
  if (first === undefined) return part;
  if (Array.isArray(value)) {
    return value.map((entry, index) => index === Number(first) ? put(entry, rest, part) : entry);
  }
  const fields = value as Record<string, unknown>;
  return { ...fields, [first]: put(fields[first], rest, part) };
}
