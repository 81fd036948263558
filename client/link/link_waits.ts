/** Waiting for what a link has under way, but not for ever. */
import type { Clock } from "../base/clock.ts";
import type { Link } from "./link.ts";

/** So long may the last messages take when somebody leaves right after sending them. */
export const LAST_ANSWERS_LIMIT_MS = 3_000;
/** So long a command waits for the own messages before it to come back. */
const ECHO_LIMIT_MS = 2_000;
/** So long may answers take, from one to the next, where nobody sits and waits. */
const ANSWER_LIMIT_MS = 60_000;

type Waited = Pick<Link, "isComplete" | "nextChange" | "state" | "unacknowledged">;

/** Waits a moment for what was sent just before leaving. */
export async function lastAnswers(link: Waited, clock: Clock): Promise<void> {
  await liveWhile(link, { clock, limitMs: LAST_ANSWERS_LIMIT_MS }, () => link.unacknowledged > 0);
}

/** Waits a moment for the own messages to come back: a command may speak of them. */
export async function ownMessagesBack(link: Waited, clock: Clock): Promise<void> {
  await liveWhile(
    link,
    { clock, limitMs: ECHO_LIMIT_MS },
    () => link.unacknowledged > 0 || !link.isComplete,
  );
}

/**
 * Waits for all answers as long as they keep coming, over lost connections, and then a moment for
 * the own messages to come back: for scripts, whose next line may speak of them.
 */
export async function everythingBack(link: Waited, clock: Clock): Promise<void> {
  let missing = Infinity;
  let deadlineMs = 0;
  while (link.unacknowledged > 0 && link.state !== "ended") {
    if (link.unacknowledged < missing) deadlineMs = clock.nowMs() + ANSWER_LIMIT_MS;
    missing = link.unacknowledged;
    const leftMs = deadlineMs - clock.nowMs();
    if (leftMs <= 0) return;
    await link.nextChange(leftMs);
  }
  await liveWhile(link, { clock, limitMs: ECHO_LIMIT_MS }, () => !link.isComplete);
}

/** Waits while the link is live and something `isMissing`, up to `limitMs`. */
async function liveWhile(
  link: Waited,
  { clock, limitMs }: { clock: Clock; limitMs: number },
  isMissing: () => boolean,
): Promise<void> {
  const deadlineMs = clock.nowMs() + limitMs;
  while (link.state === "live" && isMissing()) {
    const leftMs = deadlineMs - clock.nowMs();
    if (leftMs <= 0) return;
    await link.nextChange(leftMs);
  }
}
