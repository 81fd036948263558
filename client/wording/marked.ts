/** How something private came: a mark of this client, which no server can set. */
import type { Message } from "../../protocol/records.ts";

/**
 * `sealed`: it was opened here, and its author has signed it. `unverified`: it is not to be
 * believed; its text says why. `plain`: it came as it is, though the conversation is encrypted.
 */
export type EncryptionMark = "sealed" | "unverified" | "plain";

/** A message, or an edit of one, with its mark; without one the conversation is not encrypted. */
export type Marked<Thing = Message> = Thing & { encryption?: EncryptionMark };

/** The same without any mark that came with it. */
export function unmarked<Thing extends object>(thing: Marked<Thing>): Thing {
  if (!Object.hasOwn(thing, "encryption")) return thing;
  const { encryption: _encryption, ...rest } = thing;
  return rest as unknown as Thing;
}

/** What is said of how something came: ` (NOT encrypted)`; empty where its text says it, or nothing does. */
export function encryptionRemark({ encryption }: Marked<object>): string {
  return encryption === "plain" ? " (NOT encrypted)" : "";
}
