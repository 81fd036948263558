/** Makes one file that runs alone out of a shell script, the `deno` that runs this, and a bundle. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { bundleProgram } from "./bundle_program.ts";
import { fillLauncher } from "./launcher.ts";
import { firstLine, runCommand } from "./run_command.ts";

const compress = promisify(gzip);

/** Where to find and where to put things. */
export interface SelfExtractingOptions {
  /** Folder of `main.ts` and `deno.json`. */
  root: string;
  /** The file to write. */
  output: string;
  /** Version to name in the file. */
  version: string;
}

/**
 * Writes the self-extracting executable.
 *
 * @throws {BuildError} when the sources cannot be bundled, with what the bundler said.
 */
export async function makeSelfExtracting(options: SelfExtractingOptions): Promise<void> {
  const { root, output, version } = options;
  const code = await bundleProgram(root);
  const runtime = await Deno.readFile(Deno.execPath());
  const runtimeSum = sha256(runtime);
  const packedRuntime = await compressOnce(runtime, `${root}/dist/runtime/${runtimeSum}.gz`);
  const packedCode = await compress(code, { level: 9 });

  const head = fillLauncher(await Deno.readTextFile(new URL("launcher.sh", import.meta.url)), {
    version,
    machine: await machineName(),
    runtime: { bytes: runtime.length, packedBytes: packedRuntime.length, sum: runtimeSum },
    code: { bytes: code.length, packedBytes: packedCode.length, sum: sha256(code) },
  });
  using file = await Deno.open(output, { write: true, createNew: true, mode: 0o755 });
  for (const part of [head, packedCode, packedRuntime]) await writeAll(file, part);
}

/** Compresses `bytes`, or takes what an earlier build left in `cacheFile`: it takes 9 s at best. */
async function compressOnce(bytes: Uint8Array, cacheFile: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(cacheFile);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const packed = await compress(bytes, { level: 9 });
  const folder = cacheFile.slice(0, cacheFile.lastIndexOf("/"));
  await Deno.mkdir(folder, { recursive: true });
  const temporary = await Deno.makeTempFile({ dir: folder });
  await Deno.writeFile(temporary, packed);
  await Deno.rename(temporary, cacheFile);
  return packed;
}

/** What `uname -s -m` prints here, which the launcher compares when nothing it unpacks runs. */
async function machineName(): Promise<string> {
  return firstLine((await runCommand(["uname", "-s", "-m"])).stdout);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
}
