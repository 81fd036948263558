/** What stands before the line that is being written: whom it is for, and what becomes of it. */
import { foldUsername } from "../../../protocol/names.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { addresseeOf } from "../state/addressee.ts";
import { serverOf } from "../state/buffers.ts";
import type { Buffer, State } from "../state/state.ts";

/** The prompt of `buffer`; `name` is one's own, `to` where it goes when that is not where it is written. */
export function promptText(
  state: State,
  buffer: Buffer | undefined,
  { columns, name, to }: { name: string; columns: number; to: string | undefined },
): string {
  const purpose = buffer?.draft?.purpose;
  if (purpose?.kind === "edit") return "edit> ";
  const only = buffer === undefined ? undefined : addresseeOf(buffer);
  if (only !== undefined) {
    const warning = standingWarning(state, buffer, only);
    const prompts = [`private to ${printable(only)}${warning}> `, `private${warning}> `];
    // One that is too wide would be left out.
    return prompts.find((prompt) => prompt.length * 2 <= columns) ?? "private> ";
  }
  if (purpose?.kind === "reply") return `↳ ${printable(purpose.message.from)}> `;
  // In a view of several rooms it has to be said where it goes.
  const words = [...(name === "" ? [] : [printable(name)]), ...(to === undefined ? [] : [to])];
  return `${words.join(" ")}> `;
}

/** Where a private message would not be encrypted, or not be sent, this is said before. */
function standingWarning(state: State, buffer: Buffer | undefined, only: string): string {
  const { standings } = serverOf(state, buffer?.serverId) ?? {};
  const standing = standings?.get(foldUsername(only)) ?? "";
  const [warning] = /^NOT encrypted|\bNOTHING is sent/.exec(standing) ?? [];
  return warning === undefined ? "" : `, ${warning}`;
}
