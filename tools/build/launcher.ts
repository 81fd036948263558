/** Fills in the shell script that every self-extracting executable begins with. */
import { PERMISSION_FLAGS, runFlag } from "./permissions.ts";

/** Bytes of the finished script: a fixed number, so that it can name what follows it. */
export const LAUNCHER_BYTES = 14_336;

/** How many characters of a checksum tell one version from another in the cache folder. */
const NAME_LENGTH = 16;

/** One compressed part of the file. */
export interface PackedPart {
  bytes: number;
  packedBytes: number;
  /** SHA-256 of the unpacked part in hexadecimal. */
  sum: string;
}

/** The parts of the file, in the order in which they follow the script. */
export const PARTS = ["client", "server", "data", "runtime"] as const;

/** One of {@linkcode PARTS}. */
export type PartName = typeof PARTS[number];

/** What the script has to know. */
export interface LauncherValues {
  version: string;
  /** The system that it is for: a target triple, or what Deno calls it. */
  system: string;
  /** What `uname -s -m` prints on machines that can run the runtime. */
  machine: string;
  parts: Readonly<Record<PartName, PackedPart>>;
  /** Where a package puts what {@linkcode installedNames} says. @default "": nowhere */
  installed?: string;
}

/** Where the files lie below the folder that they are unpacked or installed into. */
export function installedNames(
  parts: Readonly<Record<PartName, Pick<PackedPart, "sum">>>,
): Record<PartName, string> {
  const home = shortSum(parts.runtime.sum);
  return {
    client: `${home}/${shortSum(parts.client.sum)}.js`,
    server: `${home}/${shortSum(parts.server.sum)}.js`,
    data: `${home}/${dataName(parts.data.sum)}`,
    runtime: `${home}/chat`,
  };
}

/** The name of the file of data with this sum: it lies beside the code, which knows it. */
export function dataName(sum: string): string {
  return `${shortSum(sum)}.data`;
}

function shortSum(sum: string): string {
  return sum.slice(0, NAME_LENGTH);
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
  const { version, system, machine, parts, installed = "" } = values;
  const fields: Record<string, string | number> = {
    VERSION: version,
    MACHINE: machine,
    INSTALLED: installed,
    FLAGS: runFlags(system).join(" "),
  };
  // `tail -c +N` counts from 1.
  let offset = LAUNCHER_BYTES + 1;
  for (const name of PARTS) {
    const { bytes, packedBytes, sum } = parts[name];
    const field = name.toUpperCase();
    fields[`${field}_OFFSET`] = offset;
    fields[`${field}_PACKED`] = packedBytes;
    fields[`${field}_BYTES`] = bytes;
    fields[`${field}_SUM`] = sum;
    fields[`${field}_NAME`] = shortSum(sum);
    offset += packedBytes;
  }
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
