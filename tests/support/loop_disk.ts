/** A small disk of its own, ext4 in a file, whose power can be cut while somebody writes to it. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { TemporaryFolder } from "./test_server.ts";

/** A mounted disk. */
export class LoopDisk implements AsyncDisposable {
  readonly #files: TemporaryFolder;
  readonly #image: string;
  readonly #cutter: string;
  /** Where it is mounted. */
  readonly folder: string;

  private constructor(files: TemporaryFolder) {
    this.#files = files;
    this.#image = join(files.path, "image");
    this.#cutter = join(files.path, "cut");
    this.folder = join(files.path, "disk");
  }

  /** Makes a disk of so many MiB and mounts it. */
  static async make(mebibytes: number): Promise<LoopDisk> {
    const disk = new LoopDisk(new TemporaryFolder());
    const source = fileURLToPath(new URL("loop_disk.c", import.meta.url));
    await run("cc", "-o", disk.#cutter, source);
    Deno.writeFileSync(disk.#image, new Uint8Array(0));
    Deno.truncateSync(disk.#image, mebibytes * 2 ** 20);
    await run("mkfs.ext4", "-q", "-F", disk.#image);
    Deno.mkdirSync(disk.folder);
    await run("mount", "-o", "loop", disk.#image, disk.folder);
    return disk;
  }

  /** Cuts the power: what the system still had to write is lost. */
  async cut(): Promise<void> {
    await run(this.#cutter, this.folder);
  }

  /** After a cut, and when nobody has a file of it open any more: what a start of the machine does. */
  async restart(): Promise<void> {
    await run("umount", this.folder);
    await run("mount", "-o", "loop", this.#image, this.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", this.folder);
    this.#files[Symbol.dispose]();
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, { args }).output();
  if (code !== 0) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

async function whatIsMissing(): Promise<string | undefined> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return "needs Linux and root";
  try {
    await run("cc", "--version");
    const disk = await LoopDisk.make(2);
    await disk[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    return `needs a C compiler (cc), mkfs.ext4 and loop devices (${String(error).trim()})`;
  }
}

/** What is missing for it here, as the end of a sentence; `undefined` when nothing is. */
export const LOOP_DISK_MISSING: string | undefined = await whatIsMissing();
