/** How contents are written that are words and nothing else. */
import type {
  ActionContent,
  NoticeContent,
  TextContent,
  UnknownContent,
} from "../../../protocol/content/content.ts";
import { plainText } from "../../../protocol/content/kinds.ts";
import type { KindWording } from "./kind_wording.ts";

/** What somebody says: `alice: hi`; a notice as well, which only programs tell apart. */
export const TEXT_WORDING: KindWording<NoticeContent | TextContent> = {
  isNameWithin: false,
  body: ({ text }) => text,
  editable: ({ text }) => text,
};

/** What somebody does: `* alice waves`. */
export const ACTION_WORDING: KindWording<ActionContent> = {
  isNameWithin: true,
  body: ({ text }) => text,
  editable: ({ text }) => text,
};

/** What this program is too old for: what the server says in its place, or a sentence. */
export const UNKNOWN_WORDING: KindWording<UnknownContent> = {
  isNameWithin: false,
  body: plainText,
  editable: () => undefined,
};
