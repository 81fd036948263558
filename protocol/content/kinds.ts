/** All kinds of content, and what each of them answers; nobody else tells kinds apart. */
import type { Mention } from "../text/mentions.ts";
import { ACTION } from "./action.ts";
import type { AnyContent, Content, WireContent } from "./content.ts";
import type { ContentKind } from "./content_kind.ts";
import { FILE } from "./file.ts";
import { NOTICE } from "./notice.ts";
import { SEALED } from "./sealed.ts";
import { TEXT } from "./text.ts";
import { UNKNOWN } from "./unknown.ts";

type Kinds = { readonly [C in AnyContent as C["kind"]]: ContentKind<C> };

const KINDS: Kinds = {
  text: TEXT,
  action: ACTION,
  notice: NOTICE,
  file: FILE,
  sealed: SEALED,
  unknown: UNKNOWN,
};

/** The kinds that can be said. */
export const SAID_KINDS = [
  "text",
  "action",
  "notice",
  "file",
] as const satisfies readonly Content["kind"][];

/** The kinds that can be stored. */
const STORED_KINDS = [...SAID_KINDS, "sealed"] as const satisfies readonly Content["kind"][];

/** What a message is; fields that contradict each other, or that are of no type known, say nothing. */
export function contentOf({ file, kind, me, sealed, text }: WireContent): AnyContent {
  const name = typeof kind === "string" ? kind : me === true ? "action" : "text";
  const fields: WireContent = {
    kind: name,
    text,
    ...(file === undefined ? {} : { file }),
    ...(sealed === undefined ? {} : { sealed }),
  };
  const known = STORED_KINDS.find((said) => said === name);
  const content = known === undefined ? undefined : KINDS[known].fromWire(fields);
  return content ?? { kind: "unknown", name, text };
}

/** The fields of a message that say what it is. */
export function wireOf(content: AnyContent): WireContent {
  return kindOf(content).toWire(content);
}

/**
 * Sees to it that a content can be said.
 *
 * @throws {ChatError} `empty_text`, `text_too_long`.
 */
export function checkContent(content: AnyContent): void {
  kindOf(content).check(content);
}

/** A content with other words in it: edited, or masked. */
export function withText<C extends AnyContent>(content: C, text: string): C {
  return kindOf(content).withText(content, text);
}

/** Whom a content calls. */
export function contentMentions(content: AnyContent): Mention[] {
  return kindOf(content).mentionsIn(content);
}

/** What a content says, in words alone: for one line of it, for a notification, for a search. */
export function plainText(content: AnyContent): string {
  return kindOf(content).plainText(content);
}

/** Each kind knows how to deal with its own contents; the type system cannot say so. */
function kindOf<C extends AnyContent>({ kind }: C): ContentKind<C> {
  return KINDS[kind] as unknown as ContentKind<C>;
}
