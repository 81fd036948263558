/** Bundles the program into one file that needs nothing else: no packages, and no file for workers. */
import { fileURLToPath } from "node:url";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { BuildError } from "./build_error.ts";
import { firstError, runCommand } from "./run_command.ts";
import { upToDatePage } from "./web_assets.ts";

const compress = promisify(gzip);

/** The modules of the workers, by their names; `main.ts` has the same. */
export const WORKER_MODULES: Readonly<Record<string, string>> = {
  writer: "server/journal/writer_worker.ts",
  reader: "server/journal/reader_worker.ts",
  password: "server/accounts/password_worker.ts",
  files: "server/files/files_worker.ts",
  picture: "client/pictures/picture_worker.ts",
  pattern: "client/patterns/pattern_worker.ts",
  speller: "client/spelling/spelling_worker.ts",
};

/**
 * Returns the code of the program in `root`. Every worker is a bundle of its own within it: none of
 * them holds what only others need, which saves 12 MiB each.
 *
 * @throws {BuildError} when the sources cannot be bundled, with what the bundler said.
 */
export async function bundleProgram(root: string): Promise<Uint8Array> {
  // Within the project, so that its configuration holds for what is written there.
  const parent = join(root, "dist");
  await Deno.mkdir(parent, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: parent, prefix: "bundle-" });
  try {
    const workers: Record<string, string> = {};
    for (const [name, module] of Object.entries(WORKER_MODULES)) {
      const entry = [
        `import { workerScope } from ${JSON.stringify(join(root, "server/base/worker_scope.ts"))};`,
        `import { run } from ${JSON.stringify(join(root, module))};`,
        `const scope = workerScope();`,
        `if (scope !== undefined) run(scope);`,
      ];
      const code = await bundle(root, join(folder, name), entry);
      workers[name] = (await compress(code, { level: 9 })).toString("base64");
    }
    const page = (await compress(await upToDatePage(root), { level: 9 })).toString("base64");
    const packedWorkers = fileURLToPath(new URL("packed_workers.ts", import.meta.url));
    const quietStart = join(root, "client/terminal/quiet_start.ts");
    return await bundle(root, join(folder, "main"), [
      `import { startQuietly } from ${JSON.stringify(quietStart)};`,
      `import { packedWorkers } from ${JSON.stringify(packedWorkers)};`,
      `import { packedPage } from ${JSON.stringify(join(root, "page_assets.ts"))};`,
      // As in `main.ts`: before anything is loaded.
      `startQuietly(Deno.args);`,
      `const { runProgram } = await import(${JSON.stringify(join(root, "program.ts"))});`,
      `const workerEntry = packedWorkers(${JSON.stringify(workers)});`,
      `const pageAssets = () => Promise.resolve(packedPage(${JSON.stringify(page)}));`,
      `await runProgram(Deno.args, { workerEntry, pageAssets });`,
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bundle(root: string, path: string, entry: readonly string[]): Promise<Uint8Array> {
  const [source, output] = [`${path}.ts`, `${path}.js`];
  await Deno.writeTextFile(source, entry.join("\n"));
  const bundled = await runCommand([
    Deno.execPath(),
    "bundle",
    "--platform=deno",
    "--output",
    output,
    source,
  ], { cwd: root });
  if (bundled.code !== 0) {
    throw new BuildError(`The sources cannot be bundled. ${firstError(bundled)}`);
  }
  // The name of the folder, made by chance, stands in comments; the same sources give the same code.
  const code = await Deno.readTextFile(output);
  return new TextEncoder().encode(code.replaceAll(basename(dirname(path)), "bundle"));
}
