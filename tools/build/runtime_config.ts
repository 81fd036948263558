/** The project's configuration without the packages that only tests and tools use. */
import { dirname, join } from "node:path";
import { BuildError } from "./build_error.ts";
import { firstError, runCommand } from "./run_command.ts";

/** The part of `deno info --json` that names what each module imports. */
interface ModuleGraph {
  modules: { dependencies?: { specifier: string }[] }[];
}

/** The part of `deno.json` that maps names to packages. */
interface Configuration {
  imports: Record<string, string>;
  [key: string]: unknown;
}

/**
 * Writes a `deno.json` with only the packages that `main.ts` reaches, and the lock file beside it;
 * returns its path. `deno compile` embeds every package that its configuration names, so with the
 * project's own the executable would carry the test tools too.
 *
 * @throws {BuildError} when the modules cannot be listed, with what deno said.
 */
export async function writeRuntimeConfig(root: string): Promise<string> {
  const listed = await runCommand([Deno.execPath(), "info", "--json", "main.ts"], { cwd: root });
  if (listed.code !== 0) {
    throw new BuildError(`The modules cannot be listed. ${firstError(listed)}`);
  }
  const { modules } = JSON.parse(listed.stdout) as ModuleGraph;
  const used = new Set(
    modules.flatMap(({ dependencies = [] }) => dependencies.map(({ specifier }) => specifier)),
  );
  const { imports, compilerOptions } = JSON.parse(
    await Deno.readTextFile(join(root, "deno.json")),
  ) as Configuration;
  const config = {
    imports: Object.fromEntries(Object.entries(imports).filter(([name]) => used.has(name))),
    compilerOptions,
    nodeModulesDir: "none",
  };
  // A fixed folder inside the project, because its name ends up in the executable.
  const folder = join(root, "dist", "compile");
  await Deno.mkdir(folder, { recursive: true });
  await replaceFile(join(folder, "deno.lock"), await Deno.readTextFile(join(root, "deno.lock")));
  const file = join(folder, "deno.json");
  await replaceFile(file, JSON.stringify(config));
  return file;
}

/** Writes `file` in one go, so that two builds at once do not read each other's half. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = await Deno.makeTempFile({ dir: dirname(file) });
  await Deno.writeTextFile(temporary, text);
  await Deno.rename(temporary, file);
}
