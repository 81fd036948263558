/** Has the disk of a server process fail on command, by a small library that is preloaded into it. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** Errors of the system by their numbers on Linux. */
const ERROR_NUMBERS = { EIO: 5, ENOSPC: 28 } as const;

/** Calls that can fail: `sync` stands for `fsync` and `fdatasync`, `write` for `pwrite` as well. */
export type DiskCall = "sync" | "ftruncate" | "write";

/** One way in which the disk fails. */
export interface DiskFault {
  call: DiskCall;
  error: keyof typeof ERROR_NUMBERS;
  /** Only for files whose path ends so, for example `chat.db-wal`. @default any */
  file?: string;
  /** Fails the next call only; after that everything works again. @default false */
  once?: boolean;
}

/**
 * Faults for one process. Start it with {@linkcode environment}; it works well until
 * {@linkcode fail} says otherwise.
 */
export class DiskFaults {
  readonly #control: string;
  readonly #library: string;

  private constructor(control: string, library: string) {
    this.#control = control;
    this.#library = library;
  }

  /** Compiles the library into `folder`, a second at most, and keeps its control file there. */
  static async make(folder: string): Promise<DiskFaults> {
    const source = fileURLToPath(new URL("disk_faults.c", import.meta.url));
    const library = join(folder, "disk_faults.so");
    const { code, stderr } = await new Deno.Command("cc", {
      args: ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"],
    }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    const control = join(folder, "disk_faults.control");
    Deno.writeTextFileSync(control, "");
    return new DiskFaults(control, library);
  }

  /** The variables that a process has to be started with. */
  get environment(): Record<string, string> {
    return { LD_PRELOAD: this.#library, DISK_FAULTS: this.#control };
  }

  /** Has these calls fail from now on, and no others. */
  fail(...faults: DiskFault[]): void {
    const lines = faults.map(({ call, error, file = "*", once = false }) =>
      `${call} ${ERROR_NUMBERS[error]} ${file}${once ? " once" : ""}\n`
    );
    // In one step: the library must not read half of it.
    Deno.writeTextFileSync(`${this.#control}.new`, lines.join(""));
    Deno.renameSync(`${this.#control}.new`, this.#control);
  }

  /** Has everything fail that needs room on the disk, as when it is full. */
  fill(file?: string): void {
    const where = file === undefined ? {} : { file };
    this.fail(
      { call: "write", error: "ENOSPC", ...where },
      { call: "ftruncate", error: "ENOSPC", ...where },
    );
  }

  /** Has nothing fail any more. */
  heal(): void {
    this.fail();
  }

  /** Whether a fault that was to happen once has happened. */
  get hasHappened(): boolean {
    return Deno.statSync(this.#control).size === 0;
  }
}

function whatIsMissing(): string | undefined {
  if (Deno.build.os !== "linux") return "needs Linux";
  try {
    const { code } = new Deno.Command("cc", { args: ["--version"], stdout: "null" }).outputSync();
    return code === 0 ? undefined : "needs a C compiler (cc)";
  } catch {
    return "needs a C compiler (cc)";
  }
}

/** What is missing for it here, as the end of a sentence; `undefined` when nothing is. */
export const DISK_FAULTS_MISSING: string | undefined = whatIsMissing();
