/** Gets the runtime that an executable for another machine holds. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { createTarDecoder } from "modern-tar";
import { BuildError } from "./build_error.ts";
import { firstLine, runCommand } from "./run_command.ts";
import { RUNTIME_PACKAGES, RUNTIME_VERSION } from "./runtime_packages.ts";
import type { Target } from "./targets.ts";

/** Where the project in `root` keeps runtimes from one build to the next. */
export function runtimeFolder(root: string): string {
  return join(root, "dist", "runtime");
}

/**
 * Returns the runtime for `target`, out of the package that npm fetches into `folder` at the first time.
 *
 * @throws {BuildError} when it cannot be fetched, or is not the one that is known.
 */
export async function runtimeFor(target: Target, folder: string): Promise<Uint8Array> {
  const { name, integrity, program } = RUNTIME_PACKAGES[target];
  const archive = await fetchedArchive(`${name}@${RUNTIME_VERSION}`, folder);
  const found = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (found !== integrity) {
    throw new BuildError(
      `The package ${name} ${RUNTIME_VERSION} is not the one that this project knows: its checksum is ` +
        `${found} instead of ${integrity}`,
    );
  }
  const entries = ReadableStream.from([archive as BufferSource])
    .pipeThrough(new DecompressionStream("gzip"))
    .pipeThrough(createTarDecoder());
  for await (const { header, body } of entries) {
    if (header.name === `package/${program}`) return await new Response(body).bytes();
    await body.cancel();
  }
  throw new BuildError(`The package ${name} ${RUNTIME_VERSION} has no ${program} in it`);
}

/** The archive of a package, from `folder` when it lies there. */
async function fetchedArchive(specifier: string, folder: string): Promise<Uint8Array> {
  const file = join(folder, `${specifier.replace("@", "").replaceAll(/[/@]/g, "-")}.tgz`);
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(folder, { recursive: true });
  const temporary = await Deno.makeTempDir({ dir: folder });
  try {
    const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
    const packed = await runCommand([npm, "pack", specifier, "--ignore-scripts"], {
      cwd: temporary,
    });
    if (packed.code !== 0) {
      const reason = packed.code === 127 ? "npm is not installed" : firstLine(packed.stderr);
      throw new BuildError(`The runtime ${specifier} cannot be fetched: ${reason}`);
    }
    await Deno.rename(join(temporary, packed.stdout.trim().split("\n").at(-1) ?? ""), file);
    return await Deno.readFile(file);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}
