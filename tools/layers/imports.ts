/** Finds the imports of a module in its text. */

/** One import or re-export. */
export interface Import {
  /** What is imported; undefined when that is computed. */
  specifier: string | undefined;
  /** From 1. */
  line: number;
}

/**
 * Every import of a module that `deno fmt` has formatted, in the order of its lines: also those of
 * types, and those that happen later.
 */
export function importsOf(text: string): Import[] {
  const code = text.replaceAll(
    /^[ \t]*(\/\/.*$|\/\*[^]*?\*\/)/gm,
    (comment) => comment.replaceAll(/[^\n]/g, " "),
  );
  const patterns = [
    /^(?:import|export)\b[^;"'`]*?\bfrom\s*(["'])(?<specifier>.*?)\1/gm,
    /^import\s*(["'])(?<specifier>.*?)\1/gm,
    /\bimport\s*\(\s*(?:(["'`])(?<specifier>[^"'`$]*)\1)?/g,
  ];
  return patterns
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .sort((one, other) => one.index - other.index)
    .map(({ index, groups }) => ({
      specifier: groups?.["specifier"],
      line: code.slice(0, index).split("\n").length,
    }));
}
