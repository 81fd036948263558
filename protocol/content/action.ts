/** What somebody does, told with their name in front. */
import { mentionsIn } from "../text/mentions.ts";
import type { ActionContent } from "./content.ts";
import type { ContentKind } from "./content_kind.ts";
import { checkText } from "./text.ts";

/** What `/me` says. */
export const ACTION: ContentKind<ActionContent> = {
  toWire: ({ text }) => ({ text, kind: "action", me: true }),
  fromWire: ({ text }) => ({ kind: "action", text }),
  check: ({ text }) => checkText(text),
  withText: (_content, text) => ({ kind: "action", text }),
  // It begins with a name already: whoever does it.
  mentionsIn: ({ text }) => mentionsIn(text).filter(({ start }) => text[start] === "@"),
  plainText: ({ text }) => text,
};
