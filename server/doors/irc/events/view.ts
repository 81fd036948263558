/** What the encoding of an event depends on: what was agreed on, who people are, and who reads it. */
import type { FormingCapability } from "../capabilities.ts";
import type { People } from "../people.ts";
import type { AuthorsCuts } from "../wire/authors_cuts.ts";
import { NO_TAGS, type Tags } from "../wire/tags.ts";
import type { Outgoing } from "../wire/message.ts";

/** How those see events who have agreed on the same capabilities. */
export interface View {
  readonly capabilities: ReadonlySet<FormingCapability>;
  readonly people: People;
  readonly cuts: Pick<AuthorsCuts, "of">;
  /** What the server is called on IRC. */
  readonly serverName: string;
  /** Where the file of a message is to be had by those who may read it; undefined for nowhere. */
  fileAddress(message: number, name: string): string | undefined;
}

/** Writes one event: undefined means that it is nothing here. */
export type Lines = readonly Outgoing[];

/** What every message has in its tags, as far as the client wants to know it. */
export function tagsOf(
  { capabilities, people }: Pick<View, "capabilities" | "people">,
  { time, account, id, reply, client }: {
    time?: string | undefined;
    account?: string | undefined;
    id?: number | undefined;
    reply?: number | undefined;
    client?: Tags | undefined;
  },
): Tags {
  if (capabilities.size === 0) return NO_TAGS;
  const tags = new Map<string, string>();
  if (time !== undefined && capabilities.has("server-time")) tags.set("time", time);
  const known = account === undefined || !capabilities.has("account-tag")
    ? undefined
    : people.accountOf(account);
  if (known !== undefined) tags.set("account", known);
  if (!capabilities.has("message-tags")) return tags;
  if (account !== undefined && people.of(account).isBot) tags.set("bot", "");
  if (id !== undefined) tags.set("msgid", messageIdOf(id));
  if (reply !== undefined) tags.set("+draft/reply", messageIdOf(reply));
  for (const [key, value] of client ?? NO_TAGS) tags.set(key, value);
  return tags;
}

/** The id of a message as IRC has it: the number in base 36. */
export function messageIdOf(id: number): string {
  return id.toString(36);
}

/** The number again; undefined when it can be none. */
export function messageNumberOf(id: string): number | undefined {
  if (!/^[0-9a-z]{1,11}$/.test(id)) return undefined;
  const number = parseInt(id, 36);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
