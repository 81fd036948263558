/** Disks that are full soon. */

/** A small file system in memory, which only root can have. */
export class SmallDisk implements AsyncDisposable {
  /** Where it is. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes one of so many mebibytes. */
  static async make(mebibytes: number): Promise<SmallDisk> {
    const folder = await Deno.makeTempDir({ prefix: "chat-test-" });
    await run("mount", "-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", folder);
    return new SmallDisk(folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", this.folder);
    await Deno.remove(this.folder);
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, { args }).output();
  if (code !== 0) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

/** Why there can be none here; undefined when there can. */
export async function whatASmallDiskLacks(): Promise<string | undefined> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return "needs Linux and root";
  try {
    await using _disk = await SmallDisk.make(1);
    return undefined;
  } catch {
    return "cannot mount a tmpfs";
  }
}
