/** The machines that an executable can be made for. */

/** Target triples of `deno compile` that this program is meant to run on. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

/** One of {@linkcode TARGETS}. */
export type Target = (typeof TARGETS)[number];

/** What `uname -s -m` prints on each of those that have a shell. */
export const UNIX_MACHINES = {
  "x86_64-unknown-linux-gnu": "Linux x86_64",
  "aarch64-unknown-linux-gnu": "Linux aarch64",
  "x86_64-apple-darwin": "Darwin x86_64",
  "aarch64-apple-darwin": "Darwin arm64",
} as const satisfies Partial<Record<Target, string>>;

/** One of {@linkcode TARGETS} that has a shell, so that a file can unpack itself there. */
export type UnixTarget = keyof typeof UNIX_MACHINES;

/** Whether a file can unpack itself on `target`. */
export function isUnixTarget(target: Target): target is UnixTarget {
  return target in UNIX_MACHINES;
}

/** What people call the parts of a triple. */
const ALIASES: Record<string, string> = {
  amd64: "x86_64",
  x64: "x86_64",
  arm64: "aarch64",
  arm: "aarch64",
  mac: "darwin",
  macos: "darwin",
  osx: "darwin",
  win: "windows",
  win32: "windows",
  win64: "windows",
};

/**
 * Returns `name` when it is a target.
 *
 * @throws {RangeError} with the nearest target, if one is near, and the list of all.
 */
export function parseTarget(name: string): Target {
  const target = TARGETS.find((known) => known === name);
  if (target !== undefined) return target;
  const nearest = nearestTarget(name);
  const suggestion = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  throw new RangeError(
    `There is no target "${name}".${suggestion} The targets are ${TARGETS.join(", ")}`,
  );
}

/** The target that shares most parts with `name`; undefined when none shares any. */
function nearestTarget(name: string): Target | undefined {
  const lowerCase = name.toLowerCase().replaceAll("x86-64", "x86_64");
  const parts = lowerCase.split(/[^a-z0-9_]+/).map((part) => ALIASES[part] ?? part);
  let best: { target: Target; shared: number } | undefined;
  for (const target of TARGETS) {
    const shared = parts.filter((part) => target.split("-").includes(part)).length;
    if (shared > (best?.shared ?? 0)) best = { target, shared };
  }
  return best?.target;
}

/** The name of the file for `target`, so that several can lie in one folder. */
export function targetFileName(target: Target): string {
  return `chat-${target}${target.includes("windows") ? ".exe" : ""}`;
}
