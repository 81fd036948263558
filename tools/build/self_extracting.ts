/** Makes one file that runs alone out of a shell script, a runtime, and the program. */
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ProgramFiles } from "./bundle_program.ts";
import { fillLauncher, type PackedPart, type PartName, PARTS } from "./launcher.ts";
import { firstLine, runCommand } from "./run_command.ts";
import { sha256 } from "./sha256.ts";
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
  /** What `bundleProgram` returns. */
  program: ProgramFiles;
  /** The runtime for that machine. */
  runtime: Uint8Array;
  /** Where compressed runtimes are kept for the next time. */
  folder: string;
}

/** Writes the self-extracting executable. */
export async function makeSelfExtracting(options: SelfExtractingOptions): Promise<void> {
  const { program, folder, output, runtime, target, version } = options;
  const files = { ...program, runtime };
  const packed: Partial<Record<PartName, Uint8Array>> = {};
  for (const name of PARTS) {
    packed[name] = name === "runtime"
      ? await compressOnce(runtime, join(folder, `${sha256(runtime)}.gz`))
      : await compress(files[name], { level: 9 });
  }
  const head = fillLauncher(await launcherTemplate(), {
    version,
    system: target ?? Deno.build.os,
    machine: target === undefined ? await machineName() : UNIX_MACHINES[target],
    parts: describedParts(files, packed),
  });
  using file = await Deno.open(output, { write: true, createNew: true, mode: 0o755 });
  await writeAll(file, head);
  for (const name of PARTS) await writeAll(file, packed[name] ?? new Uint8Array());
}

/** What the launcher is told of `files`, and of what they are in the file, if they are in it. */
export function describedParts(
  files: Readonly<Record<PartName, Uint8Array>>,
  packed: Readonly<Partial<Record<PartName, Uint8Array>>> = {},
): Record<PartName, PackedPart> {
  const describe = (name: PartName): PackedPart => ({
    bytes: files[name].length,
    packedBytes: packed[name]?.length ?? 0,
    sum: sha256(files[name]),
  });
  return {
    client: describe("client"),
    server: describe("server"),
    data: describe("data"),
    runtime: describe("runtime"),
  };
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

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
}
