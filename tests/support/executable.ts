/** Builds the executable for tests: once, however many test files ask for it at the same time. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { buildExecutable } from "../../tools/build/build_executable.ts";

/** Folder of `main.ts`. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that decides what the executable is. */
const SOURCES = [
  "main.ts",
  "program.ts",
  "client_commands.ts",
  "server_commands.ts",
  "page_assets.ts",
  "debugger_signal.ts",
  "deno.json",
  "deno.lock",
  "protocol",
  "server",
  "client",
  "tools",
];

/** Options of {@linkcode executable}. */
export interface ExecutableOptions {
  /** Asks for the kind that unpacks itself, also where the other can be made. @default false */
  selfExtracting?: boolean;
}

/**
 * Returns the path of the executable of the present sources. It is built under `dist/test/` when
 * there is none of them yet; test files that run at the same time wait for one another.
 */
export async function executable(options: ExecutableOptions = {}): Promise<string> {
  const { selfExtracting = false } = options;
  const folder = join(ROOT, "dist", "test");
  await Deno.mkdir(folder, { recursive: true });
  using lock = await Deno.open(join(folder, "lock"), { write: true, create: true });
  await lock.lock(true);
  // The lock goes when its file is closed.
  const kind = selfExtracting ? "chat-unpacking" : "chat";
  const output = join(folder, `${kind}-${await digestOfSources()}`);
  if (await exists(output)) return output;
  await removeOlder(folder, kind);
  await buildExecutable({ root: ROOT, output, selfExtracting, say: () => {} });
  return output;
}

/**
 * The smallest environment for it, with a cache folder that all tests share, so that only the first
 * start of a build has to unpack.
 */
export function executableEnvironment(): Record<string, string> {
  return { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: join(ROOT, "dist", "test", "cache") };
}

async function digestOfSources(): Promise<string> {
  const hash = createHash("sha256").update(Deno.version.deno);
  for (const source of SOURCES) await addTo(hash, join(ROOT, source));
  return hash.digest("hex").slice(0, 16);
}

async function addTo(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  if ((await Deno.stat(path)).isFile) {
    hash.update(`${path}\0`).update(await Deno.readFile(path)).update("\0");
    return;
  }
  const names = (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).sort();
  for (const name of names) await addTo(hash, join(path, name));
}

/** Removes what earlier sources were built to, unless a test might still be running it. */
async function removeOlder(folder: string, kind: string): Promise<void> {
  const anHourAgo = Date.now() - 60 * 60 * 1_000;
  for await (const { name } of Deno.readDir(folder)) {
    if (!new RegExp(`^${kind}-[0-9a-f]{16}$`).test(name)) continue;
    const path = join(folder, name);
    const { mtime } = await Deno.stat(path);
    if ((mtime?.getTime() ?? 0) < anHourAgo) await Deno.remove(path);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
