/** Messages and their changes as they are once they were opened. */
import type { Content as SealedContent } from "../../protocol/encryption/content.ts";
import type { EditedEvent } from "../../protocol/events.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Message, Reaction, SealedReaction } from "../../protocol/records.ts";
import { roomKey } from "./encrypted_rooms.ts";
import type { Opened, SealedItem } from "../encryption/session/private_talk.ts";
import { shownFile } from "./sealed_file.ts";
import { type Marked, SEALED_FILE, unmarked } from "../wording/marked.ts";
import { isSame } from "../wording/message_text.ts";

/** With whom a message was exchanged, or the room that it is in. */
export function otherOf(
  message: { from: string; room?: string; to?: string },
  username: string,
): string {
  const { from, room, to = from } = message;
  if (room !== undefined && message.to === undefined) return roomKey(room);
  return foldUsername(isSame(from, username) ? to : from);
}

/** What of a message is to be opened: itself, then its reactions. */
export function itemsOf(message: Message): SealedItem[] {
  const { edited, from, id, kind, sealed, sealed_reactions: reactions = [] } = message;
  const own: SealedItem[] = sealed === undefined || kind !== "sealed" ? [] : [{
    sealed,
    from: foldUsername(from),
    kind: edited === undefined ? "message" : "edit",
    target: edited === undefined ? 0 : id,
  }];
  return [...own, ...reactions.map((reaction) => reactionItem(reaction, id))];
}

/** A reaction to message `id`. */
export function reactionItem(
  { from, sealed }: Pick<SealedReaction, "from" | "sealed">,
  id: number,
): SealedItem {
  return { sealed, from: foldUsername(from), kind: "reaction", target: id };
}

/** How opened things are shown. */
export interface ShownOptions {
  /** Whether what was not sealed is marked. @default true */
  isEncrypted?: boolean;
  /** Says what stands in the place of a message that is not to be believed. @default that of a terminal */
  unverified?: (error: Error, id: number) => string;
}

/** How something is shown that could not even be tried to open. */
export type UnopenedOptions = Pick<ShownOptions, "unverified">;

/** The message as it is to be shown, of what {@linkcode itemsOf} has come to. */
export function openedMessage(
  message: Message,
  opened: readonly Opened[],
  options: ShownOptions = {},
): Marked {
  const { sealed_reactions: sealedReactions = [] } = message;
  const isSealed = message.sealed !== undefined && message.kind === "sealed";
  const [own] = isSealed ? opened : [];
  const shown = own === undefined
    ? withoutContent(message, options)
    : withContent(message, own, options);
  const reactions = opened.slice(isSealed ? 1 : 0).flatMap((one, index): Reaction[] => {
    const from = sealedReactions[index]?.from;
    const emoji = one.ok ? one.message.content.emoji : undefined;
    return from === undefined || emoji === undefined ? [] : [{ emoji, count: 1, users: [from] }];
  });
  if (reactions.length > 0) {
    shown.reactions = counted([...isSealed ? [] : message.reactions ?? [], ...reactions]);
  }
  return shown;
}

/** A message that has nothing to open: what it says was signed by nobody. */
function withoutContent(message: Message, options: ShownOptions): Marked {
  if (message.deleted === true) return { ...unmarked(message) };
  if (message.kind === "sealed") {
    return withContent(message, { ok: false, error: NOTHING_SEALED }, options);
  }
  if (options.isEncrypted === false) return { ...unmarked(message) };
  return Object.assign({ ...message }, { encryption: "plain" as const });
}

const NOTHING_SEALED = new Error("Nothing that could be opened came with it");

function withContent(
  message: Message,
  opened: Opened,
  { unverified = unverifiedText }: ShownOptions,
): Marked {
  // What the author has not signed is not shown as theirs.
  const { file: _file, kind: _kind, me: _me, reply_to: _replyTo, reactions: _reactions, ...rest } =
    message;
  if (!opened.ok) {
    const text = unverified(opened.error, message.id);
    return Object.assign({ ...rest, text }, { encryption: "unverified" as const });
  }
  return Object.assign(
    { ...rest, ...fieldsOf(opened.message.content, message) },
    { encryption: "sealed" as const },
  );
}

/** What stands in the place of a message that is not to be believed. */
export function unverifiedText(error: Error, id: number): string {
  const code = "code" in error ? `${error.code}, ` : "";
  return `[cannot be verified: ${error.message} (${code}message ${id})]`;
}

/** A message that could not even be tried to open: nothing that the server says of it is shown as its text. */
export function unopenedMessage(
  message: Message,
  error: Error,
  options?: UnopenedOptions,
): Marked {
  return openedMessage(message, itemsOf(message).map(() => ({ ok: false, error })), options);
}

/** A change that could not even be tried to open. */
export function unopenedChange(
  event: ChangeEvent,
  error: Error,
  options?: UnopenedOptions,
): ChangeEvent {
  if (event.event === "edited") return openedEdit(event, { ok: false, error }, options);
  if (event.event !== "reacted" || event.removed === true) return event;
  return { ...event, emoji: UNKNOWN_EMOJI };
}

/** Shown for a reaction that cannot be opened, whatever the server says in its place. */
export const UNKNOWN_EMOJI = "❔";

function fieldsOf(
  { file, me, reply_to: replyTo, text = "" }: SealedContent,
  message: Message,
): Pick<Marked, OpenedField> {
  const fields: Pick<Marked, OpenedField> = { text };
  if (me === true) fields.me = true;
  if (replyTo !== undefined) fields.reply_to = replyTo;
  if (file !== undefined && message.file !== undefined) {
    fields.kind = "file";
    fields.file = shownFile(file);
    fields[SEALED_FILE] = file;
  }
  return fields;
}

/** What of a message is within. */
type OpenedField = "text" | "kind" | "me" | "reply_to" | "file" | typeof SEALED_FILE;

/** An edit as it is to be shown. */
export function openedEdit(
  event: EditedEvent,
  opened: Opened,
  { unverified = unverifiedText }: ShownOptions = {},
): Marked<EditedEvent> {
  const { file, kind: _kind, me: _me, ...rest } = event;
  if (!opened.ok) {
    const text = unverified(opened.error, event.message);
    return { ...rest, text, encryption: "unverified" };
  }
  const { file: inside, me, text = "" } = opened.message.content;
  return {
    ...rest,
    ...(file === undefined || inside === undefined
      ? {}
      : { file: shownFile(inside), kind: "file", [SEALED_FILE]: inside }),
    ...(me === true ? { me } : {}),
    text,
    encryption: "sealed",
  };
}

function counted(reactions: readonly Reaction[]): Reaction[] {
  const byEmoji = new Map<string, Reaction>();
  for (const { count, emoji, users } of reactions) {
    const known = byEmoji.get(emoji);
    if (known === undefined) byEmoji.set(emoji, { emoji, count, users: [...users] });
    else {
      known.count += count;
      if (known.users.length < 10) known.users.push(...users);
    }
  }
  return [...byEmoji.values()];
}
