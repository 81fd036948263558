/** Fills in the shell script that every self-extracting executable begins with. */
import { PERMISSION_FLAGS, runFlag } from "./permissions.ts";

/** Bytes of the finished script: a fixed number, so that it can name what follows it. */
export const LAUNCHER_BYTES = 12_288;

/** How many characters of a checksum tell one version from another in the cache folder. */
const NAME_LENGTH = 16;

/** One compressed part of the file. */
export interface PackedPart {
  bytes: number;
  packedBytes: number;
  /** SHA-256 of the unpacked part in hexadecimal. */
  sum: string;
}

/** What the script has to know. The parts follow it in the order code, runtime. */
export interface LauncherValues {
  version: string;
  /** The system that it is for: a target triple, or what Deno calls it. */
  system: string;
  /** What `uname -s -m` prints on machines that can run the runtime. */
  machine: string;
  runtime: PackedPart;
  code: PackedPart;
  /** Where a package puts what {@linkcode installedNames} says. @default "": nowhere */
  installed?: string;
}

/** Where the two files lie below the folder that they are unpacked or installed into. */
export function installedNames(
  { runtime, code }: Pick<LauncherValues, "runtime" | "code">,
): { runtime: string; code: string } {
  const home = runtime.sum.slice(0, NAME_LENGTH);
  return { runtime: `${home}/chat`, code: `${home}/${code.sum.slice(0, NAME_LENGTH)}.js` };
}

/** It brings back the mode of the terminal. */
const MODE_PROGRAM = "/bin/stty";

/** How the runtime runs the code on a system: from this one file, whatever else lies around it. */
export function runFlags(system: string): string[] {
  return [
    // It would say that the program that opens files is not there.
    "--quiet",
    "--no-config",
    "--no-lock",
    "--no-remote",
    "--no-npm",
    ...PERMISSION_FLAGS,
    runFlag(system, system.includes("windows") ? [] : [MODE_PROGRAM]),
  ];
}

/**
 * Returns the script with every `@NAME@` of `template` filled in, {@linkcode LAUNCHER_BYTES} long.
 *
 * @throws {RangeError} when the template has an unknown name or has become too long.
 */
export function fillLauncher(template: string, values: LauncherValues): Uint8Array {
  const { version, system, machine, runtime, code, installed = "" } = values;
  const fields: Record<string, string | number> = {
    VERSION: version,
    MACHINE: machine,
    INSTALLED: installed,
    FLAGS: runFlags(system).join(" "),
    // `tail -c +N` counts from 1.
    CODE_OFFSET: LAUNCHER_BYTES + 1,
    CODE_PACKED: code.packedBytes,
    CODE_BYTES: code.bytes,
    CODE_SUM: code.sum,
    CODE_NAME: code.sum.slice(0, NAME_LENGTH),
    RUNTIME_OFFSET: LAUNCHER_BYTES + code.packedBytes + 1,
    RUNTIME_PACKED: runtime.packedBytes,
    RUNTIME_BYTES: runtime.bytes,
    RUNTIME_SUM: runtime.sum,
    RUNTIME_NAME: runtime.sum.slice(0, NAME_LENGTH),
  };
  const script = template.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => {
    const value = fields[name];
    if (value === undefined) throw new RangeError(`The launcher has no value for @${name}@`);
    return String(value);
  });
  const bytes = new TextEncoder().encode(script);
  if (bytes.length > LAUNCHER_BYTES) {
    throw new RangeError(
      `The launcher has ${bytes.length} bytes and may have ${LAUNCHER_BYTES}; raise LAUNCHER_BYTES`,
    );
  }
  // The script ends with `exit`, so nothing reads the filling.
  const filled = new Uint8Array(LAUNCHER_BYTES).fill(0x0a);
  filled.set(bytes);
  return filled;
}
