/** Makes what is given to people: an executable for each machine, packages, and what proves them. */
import { basename, join } from "node:path";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { bundleProgram, type ProgramFiles } from "../build/bundle_program.ts";
import { fillLauncher, installedNames, PARTS } from "../build/launcher.ts";
import { runCommand } from "../build/run_command.ts";
import { runtimeFolder, runtimeFor } from "../build/runtime_for.ts";
import { describedParts, launcherTemplate, makeSelfExtracting } from "../build/self_extracting.ts";
import { sha256 } from "../build/sha256.ts";
import { isUnixTarget, type Target, UNIX_MACHINES, type UnixTarget } from "../build/targets.ts";
import { billOfMaterials } from "./bill_of_materials.ts";
import { INSTALLED_FOLDER, packChat } from "./chat_package.ts";
import { packWindows } from "./windows_folder.ts";

/** What Debian calls the machines that there are packages for. */
const DEBIAN_MACHINES: Partial<Record<Target, "amd64" | "arm64">> = {
  "x86_64-unknown-linux-gnu": "amd64",
  "aarch64-unknown-linux-gnu": "arm64",
};

/** The file with the checksums, as `sha256sum --check` reads it. */
export const CHECKSUMS = "SHA256SUMS";

/** What to make. */
export interface ReleaseOptions {
  /** Folder of `main.ts` and `deno.json`. */
  root: string;
  /** The folder to write into; it is made, and what is in it is left there. */
  output: string;
  targets: readonly Target[];
  /** Where sentences for people go. */
  say: (sentence: string) => void;
}

/** What every part of a release has in common. */
interface Release extends ReleaseOptions {
  program: ProgramFiles;
  /** When it was made, in seconds since 1970. */
  seconds: number;
}

/**
 * Writes the files of a release. The same sources give the same files.
 *
 * @throws {BuildError} when something cannot be made or fetched, with the reason.
 */
export async function makeRelease(options: ReleaseOptions): Promise<void> {
  const { root, output, say, targets } = options;
  await Deno.mkdir(output, { recursive: true });
  const seconds = await timeOfSources(root);
  const release = { ...options, program: await bundleProgram(root), seconds };
  const written: string[] = [];
  for (const target of targets) written.push(...await filesFor(target, release));
  written.push(
    await write(output, "install.sh", await ownText(root, "packaging/install.sh"), 0o755),
    await write(
      output,
      `chat-${PROGRAM_VERSION}.cdx.json`,
      await billOfMaterials(root, { version: PROGRAM_VERSION, seconds }),
    ),
  );
  const sums: string[] = [];
  for (const file of written) {
    const bytes = await Deno.readFile(file);
    sums.push(`${sha256(bytes)}  ${basename(file)}\n`);
    say(`${file} (${(bytes.length / 2 ** 20).toFixed(1)} MiB)`);
  }
  say(await write(output, CHECKSUMS, sums.join("")));
}

/** The files for one machine. */
async function filesFor(target: Target, release: Release): Promise<string[]> {
  const { output, program, root, seconds } = release;
  const folder = runtimeFolder(root);
  const runtime = await runtimeFor(target, folder);
  if (!isUnixTarget(target)) {
    const texts = {
      "LICENSE.txt": await ownText(root, "LICENSE"),
      "CHANGELOG.txt": await ownText(root, "CHANGELOG.md"),
    };
    const archive = packWindows({ version: PROGRAM_VERSION, runtime, program, texts, seconds });
    return [await write(output, `chat-${PROGRAM_VERSION}-${target}.zip`, archive)];
  }
  const file = join(output, `chat-${PROGRAM_VERSION}-${target}`);
  await removeIfThere(file);
  await makeSelfExtracting({
    output: file,
    version: PROGRAM_VERSION,
    target,
    program,
    runtime,
    folder,
  });
  const architecture = DEBIAN_MACHINES[target];
  if (architecture === undefined) return [file];
  const packaged = await packChat({
    version: PROGRAM_VERSION,
    architecture,
    ...await installedProgram(target, { ...program, runtime }),
    service: await ownText(root, "packaging/chat.service"),
    changelog: await ownText(root, "CHANGELOG.md"),
    license: await ownText(root, "LICENSE"),
    seconds,
  });
  return [file, await write(output, `chat_${PROGRAM_VERSION}_${architecture}.deb`, packaged)];
}

/** The program as a package installs it. */
async function installedProgram(
  target: UnixTarget,
  files: ProgramFiles & { runtime: Uint8Array },
): Promise<Pick<Parameters<typeof packChat>[0], "launcher" | "program">> {
  const parts = describedParts(files);
  const names = installedNames(parts);
  return {
    launcher: fillLauncher(await launcherTemplate(), {
      version: PROGRAM_VERSION,
      system: target,
      machine: UNIX_MACHINES[target],
      installed: INSTALLED_FOLDER,
      parts,
    }),
    program: PARTS.map((name) => ({
      name: names[name],
      bytes: files[name],
      isRuntime: name === "runtime",
    })),
  };
}

/** When the sources were last changed, as `SOURCE_DATE_EPOCH` or git says; else now. */
async function timeOfSources(root: string): Promise<number> {
  const given = Number(Deno.env.get("SOURCE_DATE_EPOCH") ?? Number.NaN);
  if (Number.isSafeInteger(given) && given > 0) return given;
  const { code, stdout } = await runCommand(["git", "log", "-1", "--format=%ct"], { cwd: root });
  return code === 0 ? Number(stdout) : Math.floor(Date.now() / 1_000);
}

async function ownText(root: string, path: string): Promise<string> {
  return await Deno.readTextFile(join(root, path));
}

/** Writes a file, which gets its name only once it is whole; returns its path. */
async function write(
  folder: string,
  name: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const path = join(folder, name);
  await Deno.writeFile(`${path}.part`, bytes, { mode });
  await Deno.rename(`${path}.part`, path);
  return path;
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
