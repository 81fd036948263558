/** Messages and their changes as they are once they were opened. */
import type { Content as SealedContent, SealedFile } from "../../protocol/encryption/content.ts";
import type { EditedEvent } from "../../protocol/events.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Message, Reaction, SealedReaction } from "../../protocol/records.ts";
import type { Opened, SealedItem } from "../encryption/session/private_talk.ts";
import { SEALED_FILE, shownFile } from "./sealed_file.ts";
import { isSame } from "../wording/message_text.ts";

/** How a private message came; a mark of this client, which no server can set. */
export type Marked = Message & {
  encryption?: "sealed" | "unverified" | "plain";
  [SEALED_FILE]?: SealedFile;
};

/** Tells whether a message has something to open. */
export function hasSealed(message: Message): boolean {
  return message.to !== undefined &&
    ((message.sealed !== undefined && message.kind === "sealed") ||
      (message.sealed_reactions?.length ?? 0) > 0);
}

/** With whom a message was exchanged. */
export function otherOf(message: { from: string; to?: string }, username: string): string {
  const { from, to = from } = message;
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

/** The message as it is to be shown, of what {@linkcode itemsOf} has come to. */
export function openedMessage(
  message: Message,
  opened: readonly Opened[],
  unverified = unverifiedText,
): Marked {
  const { sealed_reactions: sealedReactions = [] } = message;
  const isSealed = message.sealed !== undefined && message.kind === "sealed";
  const [own] = isSealed ? opened : [];
  const shown: Marked = own === undefined ? { ...message } : withContent(message, own, unverified);
  const reactions = opened.slice(isSealed ? 1 : 0).flatMap((one, index): Reaction[] => {
    const from = sealedReactions[index]?.from;
    const emoji = one.ok ? one.message.content.emoji : undefined;
    return from === undefined || emoji === undefined ? [] : [{ emoji, count: 1, users: [from] }];
  });
  if (reactions.length > 0) shown.reactions = counted(reactions);
  return shown;
}

function withContent(message: Message, opened: Opened, unverified: Unverified): Marked {
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

/** Says what stands in the place of a message. */
type Unverified = (error: Error, id: number) => string;

/** What stands in the place of a message that is not to be believed. */
export function unverifiedText(error: Error, id: number): string {
  const code = "code" in error ? `${error.code}, ` : "";
  return `[cannot be verified: ${error.message} (${code}message ${id})]`;
}

/** A message that could not even be tried to open: nothing that the server says of it is shown as its text. */
export function unopenedMessage(message: Message, error: Error): Marked {
  return openedMessage(message, itemsOf(message).map(() => ({ ok: false, error })));
}

/** A change that could not even be tried to open. */
export function unopenedChange(event: ChangeEvent, error: Error): ChangeEvent {
  if (event.event === "edited") return openedEdit(event, { ok: false, error });
  return event.event === "reacted" ? { ...event, emoji: UNKNOWN_EMOJI } : event;
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
  unverified = unverifiedText,
): EditedEvent {
  const { file, kind: _kind, me: _me, ...rest } = event;
  if (!opened.ok) return { ...rest, text: unverified(opened.error, event.message) };
  const { file: inside, me, text = "" } = opened.message.content;
  return {
    ...rest,
    ...(file === undefined || inside === undefined
      ? {}
      : { file: shownFile(inside), kind: "file" }),
    ...(me === true ? { me } : {}),
    text,
  };
}

function counted(reactions: readonly Reaction[]): Reaction[] {
  const byEmoji = new Map<string, Reaction>();
  for (const { emoji, users } of reactions) {
    const known = byEmoji.get(emoji);
    if (known === undefined) byEmoji.set(emoji, { emoji, count: 1, users: [...users] });
    else {
      known.count += 1;
      if (known.users.length < 10) known.users.push(...users);
    }
  }
  return [...byEmoji.values()];
}
