/** What the system itself calls what has failed (POSIX, <errno.h>), the same on every system. */

/** Names of the system have no underscores: those of the runtime, `ERR_…`, are told apart by that. */
const OF_SYSTEM = /^E[A-Z0-9]+$/;

/** What it is called, such as `ENOSPC`; undefined for what did not come from the system. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" && OF_SYSTEM.test(error.code) ? error.code : undefined;
}

/** Whether nothing fits onto a disk any more, or nothing of this user. */
export function isDiskFullError(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(systemCode(error) ?? "");
}
