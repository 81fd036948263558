/** What somebody may mean who writes a value of a setting behind its name. */
import { DEFAULT_CONFIG } from "./config.ts";
import { valueOf } from "./setting_paths.ts";

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["yes", true],
  ["true", true],
  ["off", false],
  ["no", false],
  ["false", false],
]);

/** Values that may be meant, the likeliest first; what refuses that one says why. */
export function candidatesFor(path: readonly string[], written: string): readonly unknown[] {
  const text = written.trim();
  const json = parsed(text);
  const standard = valueOf(DEFAULT_CONFIG, path);
  const isList = Array.isArray(standard) || (path[0] === "keys" && path.length > 1);
  if (isList) {
    if (Array.isArray(json)) return [json];
    // A key may be a comma; words and looks have blanks in them.
    const parts = path[0] === "keys" ? text.split(/\s+/) : text.split(/\s*,\s*/);
    return [parts.filter((part) => part !== "")];
  }
  if (typeof standard === "boolean") return [SWITCHES.get(text.toLowerCase()) ?? text];
  if (typeof standard === "object" || path[0] === "extensions") return [json ?? text];
  if (typeof standard === "number") return [json ?? text];
  // "" is how an empty text is written; all others need no quotes.
  return [typeof json === "string" ? json : text];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a word, as people write it
  }
}
