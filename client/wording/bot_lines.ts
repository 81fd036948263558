/** Says which bots there are; what a server wrote is made harmless here. */
import type { BotInfo } from "../../protocol/records.ts";
import { printable } from "../../protocol/text/printable.ts";
import { momentOf } from "../text/times.ts";

/** A line for each bot, and one for each of its tokens with the number that `/bot revoke` takes. */
export function botLines(bots: readonly BotInfo[]): string[] {
  return bots.flatMap(({ created, tokens, username }) => {
    const held = Array.isArray(tokens) ? tokens : [];
    const none = held.length === 0 ? ", without a token" : "";
    return [
      `${printable(username)}, since ${momentOf(created)}${none}`,
      ...held.map(({ address, name, session, used }) =>
        `  ${Number(session)}: ${printable(String(name))}, used ${momentOf(String(used))} from ` +
        printable(String(address))
      ),
    ];
  });
}
