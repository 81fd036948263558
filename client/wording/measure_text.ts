/** Says what was done to keep order; what others wrote is made harmless here. */
import { formatDuration } from "../../protocol/duration.ts";
import type { MeasureEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";
import { MEASURE_DONE, termsText } from "./measure_words.ts";
import { isSame, type Reader } from "./message_text.ts";

/** What was done; `undefined` when another event has said it already. */
export function measureText(event: MeasureEvent, reader: Reader): string | undefined {
  const { kind, lifted, mask, reason, room, seconds, until } = event;
  const username = event.username ?? mask;
  // "server" is nobody's name: what it ended has lasted its time.
  const by = event.by === "server" ? "its time is over" : `by ${printable(event.by)}`;
  const name = `#${printable(room ?? "")}`;
  if (kind === "slow") {
    return lifted
      ? `${name} is not slow any more (${by})`
      : `${name} is slow: one message every ${formatDuration(Number(seconds))} (${by})`;
  }
  if (kind === "lock") {
    return lifted
      ? `everybody may write in ${name} again (${by})`
      : `only moderators write in ${name} now (${by})`;
  }
  if (username === undefined) return undefined;
  // The room is told who has left it and why; there is more to say only with an end or a reason.
  if (
    room !== undefined && kind !== "mute" && mask === undefined && !lifted && until === undefined &&
    !reason
  ) {
    return undefined;
  }
  const who = mask === undefined && isSame(username, reader.username)
    ? "you are"
    : `${printable(username)} is`;
  const did = MEASURE_DONE[kind];
  // A newer server may know more.
  if (did === undefined) return undefined;
  const where = room === undefined
    ? kind === "mute" ? "on this server" : "from this server"
    : kind === "ban" || kind === "kick"
    ? `from ${name}`
    : kind === "let_in"
    ? `to ${name}`
    : `in ${name}`;
  if (lifted) return `${who} not ${did} ${where} any more (${by})`;
  return `${who} ${did} ${where}${termsText(event)} (${by})`;
}
