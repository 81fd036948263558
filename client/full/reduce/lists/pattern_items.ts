/** The messages in which a regular expression is searched for: those that are here already. */
import { foldUsername } from "../../../../protocol/names.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import type { PatternHit } from "../../../patterns/pattern_call.ts";
import { momentOf } from "../../../text/times.ts";
import { bodyOf, spokenBy } from "../../../wording/content/kinds.ts";
import type { Message } from "../../../../protocol/records.ts";
import { serverOf } from "../../state/buffers.ts";
import type { ListItem } from "../../state/overlay.ts";
import type { State } from "../../state/state.ts";
import { foundItem } from "./list_items.ts";
import type { PatternQuery } from "./pattern_query.ts";

/** So much text is searched, in UTF-16 units, the newest first: more would hold up the screen. */
const MAX_LENGTH = 2_000_000;
/** So much of one message. */
const MAX_MESSAGE_LENGTH = 8_000;

/** A message, and its text as it is searched and shown. */
export interface Candidate {
  readonly message: Message;
  readonly text: string;
}

/** What is searched in the buffer with this key, or in all of a server, the newest first. */
export function patternCandidates(
  state: State,
  { bufferKey: key, query: { from, rooms }, serverId }: {
    serverId: string;
    bufferKey: string | undefined;
    query: PatternQuery;
  },
): Candidate[] {
  const messages = state.buffers
    .filter(({ key: other, serverId: server }) =>
      key === undefined ? server === serverId : other === key
    )
    .filter(({ place }) => rooms.length === 0 || rooms.includes(place?.room?.toLowerCase() ?? ""))
    .flatMap(({ entries }) =>
      entries.flatMap((entry) => entry.kind === "message" ? [entry.message] : [])
    )
    .filter((message) => from.length === 0 || from.includes(foldUsername(message.from)))
    .sort((one, other) => other.id - one.id);
  const candidates: Candidate[] = [];
  let length = 0;
  for (const message of messages) {
    if (message.deleted === true) continue;
    const body = bodyOf(message).slice(0, MAX_MESSAGE_LENGTH);
    length += body.length;
    if (length > MAX_LENGTH) break;
    candidates.push({ message, text: body.replaceAll(/\s+/g, " ") });
  }
  return candidates;
}

/** What was found, as items of the list. */
export function patternItems(
  state: State,
  serverId: string,
  { candidates, hits }: { candidates: readonly Candidate[]; hits: readonly PatternHit[] },
): ListItem[] {
  const username = serverOf(state, serverId)?.username ?? "";
  return hits.flatMap(([index, from, to]) => {
    const candidate = candidates[index];
    if (candidate === undefined) return [];
    const { message, text } = candidate;
    const start = Math.max(0, from - 40);
    const head = `${spokenBy(printable(message.from), message)} ${start > 0 ? "…" : ""}`;
    // Made harmless in parts, so that what was found is still known.
    const before = printable(text.slice(start, from));
    const found = printable(text.slice(from, to));
    const at = head.length + before.length;
    return [foundItem(message, username, {
      left: momentOf(message.time),
      text: head + before + found + printable(text.slice(to)),
      found: [[at, at + found.length]],
    })];
  });
}
