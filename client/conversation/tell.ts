/** Tells the server what the reader does, as far as there is a connection. */
import { ChatError } from "../../protocol/errors.ts";
import type { Place } from "../../protocol/records.ts";
import type { Link } from "../link/link.ts";
import { addressOf } from "../wording/place.ts";
import type { ReadMark } from "./read_marker.ts";

/** Somebody is writing; nobody waits for it to arrive. */
export function tellTyping(link: Pick<Link, "request" | "state">, place: Place): void {
  if (link.state !== "live") return;
  link.request("typing", addressOf(place), { silent: true })
    .catch(() => {}); // it is no more than useful
}

/** A place was read up to a message. Throws {ConnectionLost} when the server may not know. */
export async function tellRead(
  link: Pick<Link, "request">,
  { id, place }: ReadMark,
): Promise<void> {
  try {
    await link.request("read", { ...place, id }, { silent: true });
  } catch (error) {
    // The place is gone, or the server is busy: the next message there brings the next mark.
    if (!(error instanceof ChatError)) throw error;
  }
}
