/** Decides which kind of executable can be made here, tests it, and puts it in its place. */
import { dirname, join } from "node:path";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { BuildError } from "./build_error.ts";
import { bundleProgram } from "./bundle_program.ts";
import { compile, compileFailure } from "./compile.ts";
import { makeSelfExtracting } from "./self_extracting.ts";
import { runtimeFolder, runtimeFor } from "./runtime_for.ts";
import { smokeTest } from "./smoke_test.ts";
import { isUnixTarget, type Target } from "./targets.ts";

/** What to build. */
export interface BuildOptions {
  /** Folder of `main.ts` and `deno.json`. */
  root: string;
  /** The file to write or to replace. */
  output: string;
  /** The machine to build for. @default this one */
  target?: Target;
  /** Makes a self-extracting file without trying `deno compile`. @default false */
  selfExtracting?: boolean;
  /** Where sentences for people go. */
  say: (sentence: string) => void;
}

/**
 * Writes the executable. It gets its name only once it is whole and has passed its test, so a
 * program that runs from an older file of that name is not disturbed.
 *
 * @throws {BuildError} when none could be made; then no file is left under the name either.
 */
export async function buildExecutable(options: BuildOptions): Promise<void> {
  const { output, selfExtracting = false, say } = options;
  const folder = await makeFolderBeside(output);
  // `deno compile` appends ".exe" for Windows where it is missing.
  const file = join(folder, output.endsWith(".exe") ? "chat.exe" : "chat");
  try {
    const compiled = selfExtracting
      ? { failure: "--self-extracting asks for that" }
      : await tryCompile(options, file);
    let { kind } = compiled;
    if (compiled.failure !== undefined) {
      kind = await packSelfExtracting(options, file, compiled.failure);
    }
    const { size } = await Deno.stat(file);
    await Deno.rename(file, output);
    say(`Wrote ${output} (${(size / 2 ** 20).toFixed(1)} MiB): ${kind}.`);
  } catch (error) {
    await removeIfThere(output);
    throw error;
  } finally {
    await removeIfThere(folder);
  }
}

/** What came of `deno compile`: a description of the file it wrote, or why there is none. */
type Compiled = { kind: string; failure?: never } | { kind?: never; failure: string };

async function tryCompile({ root, target, say }: BuildOptions, file: string): Promise<Compiled> {
  say(`Compiling${target === undefined ? "" : ` for ${target}`} …`);
  const result = await compile({ root, output: file, ...(target === undefined ? {} : { target }) });
  if (result.code !== 0) return { failure: `deno compile failed: ${compileFailure(result)}` };
  if (target !== undefined && target !== Deno.build.target) {
    return {
      kind: `compiled for ${target}; it cannot be tested on this machine, so test it there`,
    };
  }
  const defect = await smokeTest(file, PROGRAM_VERSION);
  if (defect === undefined) return { kind: "compiled by deno compile, and it starts" };
  await Deno.remove(file);
  return { failure: `what deno compile wrote does not work: ${defect}` };
}

async function packSelfExtracting(
  { root, target, say }: BuildOptions,
  file: string,
  compileFailure: string,
): Promise<string> {
  const foreign = target === Deno.build.target ? undefined : target;
  if (foreign === undefined ? Deno.build.os === "windows" : !isUnixTarget(foreign)) {
    throw new BuildError(
      `No executable was made, because ${compileFailure}. On Windows no file can unpack itself; ` +
        "deno task release makes a folder for it",
    );
  }
  say("Packing a self-extracting file; the first time that takes some ten seconds …");
  const folder = runtimeFolder(root);
  await makeSelfExtracting({
    output: file,
    version: PROGRAM_VERSION,
    program: await bundleProgram(root),
    runtime: foreign === undefined
      ? await Deno.readFile(Deno.execPath())
      : await runtimeFor(foreign, folder),
    folder,
    ...(foreign !== undefined && isUnixTarget(foreign) ? { target: foreign } : {}),
  });
  const because = `It is not a compiled one, because ${compileFailure}`;
  if (foreign !== undefined) {
    return `a self-extracting file for ${foreign}, to be tested there. ${because}`;
  }
  const defect = await smokeTest(file, PROGRAM_VERSION);
  if (defect !== undefined) {
    throw new BuildError(
      `No executable was made: the self-extracting file does not work: ${defect}`,
    );
  }
  return `a self-extracting file, and it starts. ${because}`;
}

/** Makes a folder on the same disk as `output`, so that the finished file can be renamed to it. */
async function makeFolderBeside(output: string): Promise<string> {
  try {
    return await Deno.makeTempDir({ dir: dirname(output), prefix: ".chat-build-" });
  } catch (cause) {
    throw new BuildError(
      `Cannot write to the folder ${dirname(output)}; choose another file with --output`,
      { cause },
    );
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
