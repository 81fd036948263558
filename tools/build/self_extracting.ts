/** Makes one file that runs alone out of a shell script, a runtime, and a bundle. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { fillLauncher } from "./launcher.ts";
import { firstLine, runCommand } from "./run_command.ts";
import { UNIX_MACHINES, type UnixTarget } from "./targets.ts";

const compress = promisify(gzip);

/** What the file is made of, and where it is put. */
export interface SelfExtractingOptions {
  /** The file to write. */
  output: string;
  /** Version to name in the file. */
  version: string;
  /** The machine that it is for. @default this one */
  target?: UnixTarget;
  /** The code, as `bundleProgram` returns it. */
  code: Uint8Array;
  /** The runtime for that machine. */
  runtime: Uint8Array;
  /** Where compressed runtimes are kept for the next time. */
  folder: string;
}

/** Writes the self-extracting executable. */
export async function makeSelfExtracting(options: SelfExtractingOptions): Promise<void> {
  const { code, folder, output, runtime, target, version } = options;
  const runtimeSum = sha256(runtime);
  const packedRuntime = await compressOnce(runtime, join(folder, `${runtimeSum}.gz`));
  const packedCode = await compress(code, { level: 9 });

  const head = fillLauncher(await launcherTemplate(), {
    version,
    system: target ?? Deno.build.os,
    machine: target === undefined ? await machineName() : UNIX_MACHINES[target],
    runtime: { bytes: runtime.length, packedBytes: packedRuntime.length, sum: runtimeSum },
    code: { bytes: code.length, packedBytes: packedCode.length, sum: sha256(code) },
  });
  using file = await Deno.open(output, { write: true, createNew: true, mode: 0o755 });
  for (const part of [head, packedCode, packedRuntime]) await writeAll(file, part);
}

/** The script that every executable begins with, to be filled in. */
export async function launcherTemplate(): Promise<string> {
  return await Deno.readTextFile(new URL("launcher.sh", import.meta.url));
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

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
}
