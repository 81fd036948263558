/** What is said so that nobody answers it by itself: what programs say of what they do. */
import { mentionsIn } from "../text/mentions.ts";
import type { NoticeContent } from "./content.ts";
import type { ContentKind } from "./content_kind.ts";
import { checkText } from "./text.ts";

/** What `NOTICE` says on IRC. */
export const NOTICE: ContentKind<NoticeContent> = {
  toWire: ({ text }) => ({ text, kind: "notice" }),
  fromWire: ({ text }) => ({ kind: "notice", text }),
  check: ({ text }) => checkText(text),
  withText: (_content, text) => ({ kind: "notice", text }),
  mentionsIn: ({ text }) => mentionsIn(text),
  plainText: ({ text }) => text,
};
