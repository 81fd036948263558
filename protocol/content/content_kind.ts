/** What there is to know about a kind of content on both sides of the wire. */
import type { Mention } from "../text/mentions.ts";
import type { WireContent } from "./content.ts";

/** One kind of content; a new one is a file like text.ts beside this one, and a line in kinds.ts. */
export interface ContentKind<C extends { kind: string }> {
  /** The fields of a message of this kind. */
  toWire(content: C): WireContent;
  /**
   * The content of a message whose fields say that it is of this kind; undefined when they do not have
   * what makes it one.
   */
  fromWire(fields: WireContent): C | undefined;
  /**
   * Sees to it that it can be said: that there is something in it, and not too much.
   *
   * @throws {ChatError} `empty_text`, `text_too_long`.
   */
  check(content: C): void;
  /** The content with other words in it: edited, or masked. */
  withText(content: C, text: string): C;
  /** Whom it calls. */
  mentionsIn(content: C): Mention[];
  /** What it says, in words alone. */
  plainText(content: C): string;
}
