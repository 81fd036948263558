/** Contents that are words and nothing else. */
import type {
  ActionContent,
  NoticeContent,
  TextContent,
} from "../../../protocol/content/content.ts";
import type { StoredKind } from "./stored_kind.ts";

/** What somebody says. */
export const STORED_TEXT: StoredKind<TextContent> = {
  code: 0,
  indexedText: ({ text }) => text,
  screenedText: ({ text }) => text,
  withScreened: (content, text) => ({ ...content, text }),
  reportedText: ({ text }) => text,
  loggedText: ({ text }) => text,
  fileIn: () => undefined,
  fromRow: (row) => ({ kind: "text", text: String(row["text"]) }),
};

/** What somebody does. */
export const STORED_ACTION: StoredKind<ActionContent> = {
  code: 1,
  indexedText: ({ text }) => text,
  screenedText: ({ text }) => text,
  withScreened: (content, text) => ({ ...content, text }),
  reportedText: ({ text }) => text,
  loggedText: ({ text }) => `/me ${text}`,
  fileIn: () => undefined,
  fromRow: (row) => ({ kind: "action", text: String(row["text"]) }),
};

/** What no program answers. */
export const STORED_NOTICE: StoredKind<NoticeContent> = {
  code: 4,
  indexedText: ({ text }) => text,
  screenedText: ({ text }) => text,
  withScreened: (content, text) => ({ ...content, text }),
  reportedText: ({ text }) => text,
  loggedText: ({ text }) => text,
  fileIn: () => undefined,
  fromRow: (row) => ({ kind: "notice", text: String(row["text"]) }),
};
