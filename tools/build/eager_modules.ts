/**
 * Has V8 keep what every start of a client runs. The runtime keeps the bytecode of a file, but only of
 * the functions that were compiled with the file itself; every other one is read and compiled anew
 * by each start, when it is first called. A function in parentheses is compiled with its file:
 * V8 takes it for one that is called at once.
 */
import { BuildError } from "./build_error.ts";

/** How the bundler begins and ends the function that runs a module once: its variable, `async`, the path. */
const HEAD = /^var ([\w$]+) = __esm\(\{\n {2}(async )?("(?:[^"\\]|\\.)*")\(\) \{$/gm;
const TAIL = "\n  }\n});";

/** The modules that a module runs first, each in a line of its own. */
const RUN_FIRST = /^ {4}(?:await )?([\w$]+)\(\);$/gm;

/** A module in the bundle. */
interface Module {
  path: string;
  isAsync: boolean;
  /** Where the line with its path begins, where its body begins, and where that ends. */
  headAt: number;
  bodyAt: number;
  endAt: number;
}

/**
 * Puts into parentheses the functions that run the modules of `roots` (their paths) and all that
 * they import, but not what is only loaded when it is needed.
 *
 * @throws {BuildError} when `code` has no such module: the bundler writes something else than it did.
 */
export function eagerModules(code: string, roots: readonly string[]): string {
  const modules = modulesOf(code);
  const reached = new Set<Module>();
  const waiting = roots.map((path) => {
    const root = [...modules.values()].find((module) => module.path === path);
    if (root === undefined) throw new BuildError(`The bundle has no module ${path}`);
    return root;
  });
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (reached.has(module)) continue;
    reached.add(module);
    for (const [, name = ""] of code.slice(module.bodyAt, module.endAt).matchAll(RUN_FIRST)) {
      const imported = modules.get(name);
      if (imported !== undefined) waiting.push(imported);
    }
  }
  const parts: string[] = [];
  let at = 0;
  for (const module of modules.values()) {
    if (!reached.has(module)) continue;
    parts.push(
      code.slice(at, module.headAt),
      `  ${JSON.stringify(module.path)}: (${module.isAsync ? "async " : ""}function () {`,
      code.slice(module.bodyAt, module.endAt),
      "\n  })\n});",
    );
    at = module.endAt + TAIL.length;
  }
  return [...parts, code.slice(at)].join("");
}

/** The modules of a bundle by the variables that run them. */
function modulesOf(code: string): Map<string, Module> {
  const modules = new Map<string, Module>();
  for (const match of code.matchAll(HEAD)) {
    const [head, variable = "", isAsync, path = ""] = match;
    const bodyAt = match.index + head.length;
    modules.set(variable, {
      path: JSON.parse(path),
      isAsync: isAsync !== undefined,
      headAt: code.indexOf("\n", match.index) + 1,
      bodyAt,
      endAt: code.indexOf(TAIL, bodyAt),
    });
  }
  return modules;
}
