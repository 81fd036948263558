/** Notes that a login has failed, in the log and, unless there are too many, in the audit log. */
import { SERVER } from "../../journal/actors.ts";
import { MAX_USERNAME_LENGTH } from "../../../protocol/limits.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { CountedFailures } from "../../limits/login_failures.ts";
import type { Services } from "../services.ts";
import type { Caller } from "../caller.ts";

/** One failure. */
export interface LoginFailure {
  /** As it was typed. */
  username: string;
  /** What was wrong. */
  detail: string;
}

/** Notes one that has just happened. */
export function noteLoginFailure(
  { username, detail }: LoginFailure,
  { caller, services }: { caller: Caller; services: Services },
): void {
  const { elapsed, journal, log, loginFailures } = services;
  const { address, origin } = caller;
  log.write({ event: "login_failed", username: loggedName(username), origin });
  const folded = foldUsername(username.slice(0, MAX_USERNAME_LENGTH + 1));
  if (!loginFailures.note({ username: folded, address }, elapsed())) return;
  // Nobody waits for it; when it cannot be stored, the log has it.
  journal.append("login_failed", {
    actor: SERVER,
    username: folded,
    address,
    detail,
    count: 1,
  }).catch(() => {});
}

/** Notes those that were only counted; resolves when that is stored. */
export async function noteCountedFailures(
  counted: readonly CountedFailures[],
  { journal }: Pick<Services, "journal">,
): Promise<void> {
  const stored = counted.map(({ username, address, count }) =>
    journal.append("login_failed", {
      actor: SERVER,
      username,
      address,
      detail: `${count} more, this account the last`,
      count,
    })
  );
  await Promise.allSettled(stored);
}

/** What the log says somebody called themselves: quoted unless it could be a name. */
function loggedName(name: string): string {
  const short = name.slice(0, MAX_USERNAME_LENGTH);
  return /^[A-Za-z0-9_-]+$/.test(short) ? short : JSON.stringify(short);
}
