/**
 * Has code load parts of the runtime when it uses them. The bundler hoists what any module imports from
 * `node:` to the start of the program, where they took a fifth of the time until a client's first
 * frame, and most of them are for what comes later or never.
 */

/** What is worth it: each of these loads many others. Classes that others extend are in none of them. */
const DEFERRED: readonly string[] = [
  "child_process",
  "crypto",
  "dns/promises",
  "fs",
  "fs/promises",
  "inspector",
  "net",
  "process",
  "stream",
  "tls",
  "tty",
];

/** An import as the bundler writes it: of the module as a whole, or of functions and classes. */
const IMPORT = /^import (?:(\w+)|\{ ([^}]*) \}) from "node:([\w/]+)";$/gm;

/** What stands in for a module, and for a function or class of one. */
const HELPERS = `
function deferredModule(name) {
  return new Proxy({}, {
    get(_target, key) {
      const module = globalThis.process.getBuiltinModule(name);
      const value = module[key];
      return typeof value === "function" ? value.bind(module) : value;
    },
  });
}
function deferredFunction(name, key) {
  return function (...values) {
    const real = globalThis.process.getBuiltinModule(name)[key];
    return new.target === undefined ? real(...values) : new real(...values);
  };
}
`;

/** Returns the bundled `code` with what it imports of {@linkcode DEFERRED} loaded at its first use. */
export function deferModules(code: string): string {
  const deferred = code.replaceAll(
    IMPORT,
    (all, whole: string | undefined, named: string | undefined, module: string) => {
      if (!DEFERRED.includes(module)) return all;
      const name = JSON.stringify(`node:${module}`);
      if (whole !== undefined) return `const ${whole} = deferredModule(${name});`;
      return (named ?? "").split(",").map((one) => {
        const [key = "", here = key] = one.trim().split(/\s+as\s+/);
        return `const ${here} = deferredFunction(${name}, ${JSON.stringify(key)});`;
      }).join(" ");
    },
  );
  return deferred + HELPERS;
}

/** What `code` imports from `node:` at its start, without the prefix. */
export function modulesAtStart(code: string): string[] {
  return [...code.matchAll(/\bimport\b[^;"'()]*["']node:([\w/]+)["']/g)].map(([, name = ""]) =>
    name
  );
}
