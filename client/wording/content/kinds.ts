/** How messages are written, whatever they are; nothing else in the client tells kinds apart. */
import type { AnyContent, WireContent } from "../../../protocol/content/content.ts";
import { contentOf, wireOf, withText } from "../../../protocol/content/kinds.ts";
import type { Marked } from "../marked.ts";
import type { KindWording } from "./kind_wording.ts";
import { FILE_WORDING } from "./file.ts";
import { SEALED_WORDING } from "./sealed.ts";
import { ACTION_WORDING, TEXT_WORDING, UNKNOWN_WORDING } from "./spoken.ts";

type Kinds = { readonly [C in AnyContent as C["kind"]]: KindWording<C> };

const KINDS: Kinds = {
  text: TEXT_WORDING,
  action: ACTION_WORDING,
  notice: TEXT_WORDING,
  file: FILE_WORDING,
  sealed: SEALED_WORDING,
  unknown: UNKNOWN_WORDING,
};

/** What a message has of its content, and whether it is gone. */
export type Said = WireContent & { deleted?: true };

/** What stands where the words of a message stand. */
const DELETED = "(deleted)";

/** What a message says, light Markdown; not harmless yet. */
export function bodyOf(message: Said): string {
  if (message.deleted === true) return DELETED;
  const content = contentOf(message);
  return wordingOf(content).body(content);
}

/** Whether the name of who wrote it begins the sentence: `* alice waves`. */
export function isNameWithin(message: Said): boolean {
  return wordingOf(contentOf(message)).isNameWithin;
}

/** The name as it stands before what a message says: `alice:`, or `* alice` of what she does. */
export function spokenBy(name: string, message: Said): string {
  return isNameWithin(message) ? `* ${name}` : `${name}:`;
}

/** What the author of a message gets onto the line to change; undefined when there is nothing. */
export function editableText(message: Marked<Said>): string | undefined {
  // What stands in the place of a message that cannot be read here is not its text.
  if (message.deleted === true || message.encryption === "unverified") return undefined;
  const content = contentOf(message);
  return wordingOf(content).editable(content);
}

/** A message as it is after an event that says what it says now; its kind stays what it was. */
export function withRevision<M extends Said>(
  message: M,
  revision: Marked<WireContent & { time: string; hushed?: true }>,
): M & { edited: string } {
  const content = revision.kind === undefined
    ? withText(contentOf(message), revision.text)
    : contentOf(revision);
  const revised: Marked<M & { edited: string; hushed?: true }> = {
    ...message,
    ...wireOf(content),
    edited: revision.time,
  };
  if (revision.hushed === true) revised.hushed = true;
  else delete revised.hushed;
  if (revision.encryption !== undefined) revised.encryption = revision.encryption;
  // What was signed is gone with the text.
  else if (revised.encryption === "sealed") revised.encryption = "plain";
  return revised;
}

/** Whether two messages say the same in the same way. */
export function saysTheSame(one: WireContent, other: WireContent): boolean {
  return JSON.stringify(wireOf(contentOf(one))) === JSON.stringify(wireOf(contentOf(other)));
}

/** Each kind knows how to deal with its own contents; the type system cannot say so. */
function wordingOf<C extends AnyContent>({ kind }: C): KindWording<C> {
  return KINDS[kind] as unknown as KindWording<C>;
}
