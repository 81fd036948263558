/**
 * The runtime for machines that can be built for: packages of npm, each with one `deno` for one machine.
 * They are pinned by checksum, so that whoever answers for the registry decides nothing.
 */
import type { Target } from "./targets.ts";

/** Version of the runtime in executables for other machines. */
export const RUNTIME_VERSION = "2.9.6";

/** The runtime for one machine. */
export interface RuntimePackage {
  /** Name of the package. */
  name: string;
  /** Checksum of its archive as npm writes it (Subresource Integrity, SHA-512). */
  integrity: string;
  /** The program within it. */
  program: "deno" | "deno.exe";
}

/** By target. */
export const RUNTIME_PACKAGES: Readonly<Record<Target, RuntimePackage>> = {
  "x86_64-unknown-linux-gnu": {
    name: "@deno/linux-x64-glibc",
    integrity:
      "sha512-3md4TKLCuzsLDmfOoC5KN7NAZaxSVkMgm64vg6foD00JBADCpYS2/5QqXfzgnP5ZQz3iLP9vBQJtEgc116OAoQ==",
    program: "deno",
  },
  "aarch64-unknown-linux-gnu": {
    name: "@deno/linux-arm64-glibc",
    integrity:
      "sha512-poqhoH9B3nYloigEMPT5t8HY+wBeiuea1An5Q7fqgJzP0SYmWsoS/oUnWO/pEiA4ofzIBy1Elt/in58xKtxEoQ==",
    program: "deno",
  },
  "x86_64-apple-darwin": {
    name: "@deno/darwin-x64",
    integrity:
      "sha512-tPi3CWPRdjW1MaWlvWjORE7Ass5SADdWdj1BF1Q1PEdzi+5u/mC5YhmZzniMiPr81PpaFeqjXaLAsfb8lFsZ0Q==",
    program: "deno",
  },
  "aarch64-apple-darwin": {
    name: "@deno/darwin-arm64",
    integrity:
      "sha512-V8uO1Aolrl/yvdMb5lOtgtigs8YuZBjrOrgviVMiYkQ0swymFfzkae1wZak4Xi24t7vf7d/eiMb/7ryjjVm+tg==",
    program: "deno",
  },
  "x86_64-pc-windows-msvc": {
    name: "@deno/win32-x64",
    integrity:
      "sha512-qRGnmVz/Ea6UWPht/S3xFRK17UZ/ls38DSVfgGB17fpASLxPkksqzWUI/BzL9YYoOknYzfc94mySGyInZu/JXw==",
    program: "deno.exe",
  },
};
