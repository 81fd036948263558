/** Bundles the program into three files that need nothing else: no packages, no file for each worker. */
import { fileURLToPath } from "node:url";
import { basename, dirname, join } from "node:path";
import { asciiOnly } from "./ascii_only.ts";
import { BuildError } from "./build_error.ts";
import { eagerModules } from "./eager_modules.ts";
import { dataName } from "./launcher.ts";
import { packFiles } from "./packed_files.ts";
import { firstError, runCommand } from "./run_command.ts";
import { sha256 } from "./sha256.ts";
import { upToDatePage } from "./web_assets.ts";
import { WORKER_MODULES } from "./worker_modules.ts";

/** What every terminal loads before its first frame. */
const FIRST_FRAME = [
  "program.ts",
  "client_commands.ts",
  "client/start/command.ts",
  "client/start/connect.ts",
  "client/full/full_screen.ts",
];

/** The name of the page among the files of the data. */
const PAGE = "page";

/** What the program is made of, besides its runtime. */
export interface ProgramFiles {
  /** The code of the clients, and of the help. */
  client: Uint8Array;
  /** The code of `serve` and `admin`. */
  server: Uint8Array;
  /** What both read when they need it, under the name that `dataName` gives it, beside the code. */
  data: Uint8Array;
}

/**
 * Returns the program in `root`. The clients have a file of code for themselves, and are started
 * in little more than half the time: every start reads all of its file. Every worker is a bundle of its own: none
 * of them holds what only others need, which saves 12 MiB each.
 *
 * @throws {BuildError} when the sources cannot be bundled, with what the bundler said.
 */
export async function bundleProgram(root: string): Promise<ProgramFiles> {
  // Within the project, so that its configuration holds for what is written there.
  const parent = join(root, "dist");
  await Deno.mkdir(parent, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: parent, prefix: "bundle-" });
  try {
    const files: Record<string, Uint8Array> = {};
    for (const [name, module] of Object.entries(WORKER_MODULES)) {
      const worker = await bundle(root, join(folder, name), [
        `import { workerScope } from ${quoted(root, "server/base/worker_scope.ts")};`,
        `import { run } from ${quoted(root, module)};`,
        `const scope = workerScope();`,
        `if (scope !== undefined) run(scope);`,
      ]);
      files[name] = encode(worker);
    }
    files[PAGE] = encode(await upToDatePage(root));
    const data = packFiles(files);
    const name = dataName(sha256(data));
    const client = await bundle(root, join(folder, "client"), [
      ...start(root, { name, commands: "client" }),
      // Most clients need nothing of it.
      `let files;`,
      `const workerEntry = packedWorkers(() => files ??= readData());`,
      `await runProgram(Deno.args, clientCommands({ workerEntry }));`,
    ]);
    const server = await bundle(root, join(folder, "server"), [
      ...start(root, { name, commands: "server" }),
      `import { unpackPage } from ${quoted(root, "page_assets.ts")};`,
      // At once: when another worker is needed, the file may have been cleaned away.
      `const files = readData();`,
      `const workerEntry = packedWorkers(() => files);`,
      `const pageAssets = () =>`,
      `  Promise.resolve(unpackPage(new TextDecoder().decode(files.read("${PAGE}"))));`,
      `await runProgram(Deno.args, serverCommands({ workerEntry, pageAssets }));`,
    ]);
    return { client: encode(eagerModules(client, FIRST_FRAME)), server: encode(server), data };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How both files of code begin. */
function start(
  root: string,
  { name, commands }: { name: string; commands: "client" | "server" },
): string[] {
  const packedFiles = fileURLToPath(new URL("packed_files.ts", import.meta.url));
  return [
    `import { startQuietly } from ${quoted(root, "client/terminal/quiet_start.ts")};`,
    `import { PackedFiles, packedWorkers } from ${JSON.stringify(packedFiles)};`,
    // As in `main.ts`: before anything is loaded.
    `startQuietly(Deno.args);`,
    `const { runProgram } = await import(${quoted(root, "program.ts")});`,
    `const { ${commands}Commands } = await import(${quoted(root, `${commands}_commands.ts`)});`,
    `const readData = () =>`,
    `  new PackedFiles(Deno.readFileSync(new URL("./${name}", import.meta.url)));`,
  ];
}

function quoted(root: string, path: string): string {
  return JSON.stringify(join(root, path));
}

async function bundle(root: string, path: string, entry: readonly string[]): Promise<string> {
  const [source, output] = [`${path}.ts`, `${path}.js`];
  await Deno.writeTextFile(source, entry.join("\n"));
  const result = await runCommand(
    [Deno.execPath(), "bundle", "--platform=deno", "--output", output, source],
    { cwd: root },
  );
  if (result.code !== 0) {
    throw new BuildError(`The sources cannot be bundled. ${firstError(result)}`);
  }
  // The name of the folder, made by chance, stands in comments; the same sources give the same code.
  const code = await Deno.readTextFile(output);
  return asciiOnly(code.replaceAll(basename(dirname(path)), "bundle"));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
