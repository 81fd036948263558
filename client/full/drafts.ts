/** What is being written, by server and place as people write them: `chat.example:5000 #general`. */
import type { Place } from "../../protocol/records.ts";
import { textOf } from "../terminal/line_editor.ts";
import { placeKey } from "../wording/place.ts";
import { targetKey } from "./state/target.ts";
import { bufferKey, bufferOf, serverOf } from "./state/buffers.ts";
import type { State } from "./state/state.ts";

/**
 * What stands on the lines, and what was not sent from them. That of a view of several rooms, or of a
 * thread, is kept for the room to which it would have gone.
 */
export function draftsIn(state: State): Map<string, string> {
  const drafts = new Map<string, string>();
  for (const { draft, gathers, pending, place, serverId } of state.buffers) {
    const server = serverOf(state, serverId);
    const written = gathers === undefined
      ? place && placeKey(place)
      : targetKey(gathers).slice(serverId.length + 1);
    if (written === undefined || written === "" || server === undefined) continue;
    const name = `${server.address} ${written}`;
    const unsent = pending.filter(({ storedId }) => storedId === undefined)
      .map(({ text }) => text);
    const typed = draft.purpose.kind === "edit" ? "" : textOf(draft.line);
    const all = [drafts.get(name) ?? "", ...unsent, typed];
    const text = all.filter((each) => each !== "").join("\n");
    if (text !== "") drafts.set(name, text);
  }
  return drafts;
}

/** Whether a draft is of the server at `address`, `host:port`. */
export function isDraftOf(name: string, address: string): boolean {
  return name.startsWith(`${address} `);
}

/**
 * Takes out of `kept` what can be gone on with at a server that was entered: in any private
 * conversation, and in the rooms that the account is in. The rest stays for the next time.
 */
export function takeDrafts(
  kept: Map<string, string>,
  { address, serverId, state }: { address: string; serverId: string; state: State },
): { place: Place; text: string }[] {
  const taken: { place: Place; text: string }[] = [];
  for (const [name, text] of kept) {
    if (!isDraftOf(name, address)) continue;
    const written = name.slice(address.length + 1);
    const place = written.startsWith("#") ? { room: written.slice(1) } : { with: written.slice(1) };
    const isOpen = bufferOf(state, bufferKey(serverId, place)) !== undefined;
    if (place.room !== undefined && !isOpen) continue;
    kept.delete(name);
    taken.push({ place, text });
  }
  return taken;
}
