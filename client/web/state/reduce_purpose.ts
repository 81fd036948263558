/** The reducer for what the composer is for: a message, an answer, the new text of a message. */
import { bufferOf, EMPTY_DRAFT, withBuffer } from "../../full/state/buffers.ts";
import { lineFrom } from "../../full/state/draft_lines.ts";
import { findMessage } from "../../full/state/entries.ts";
import { textOf } from "../../terminal/line_editor.ts";
import { editableText } from "../../wording/content/kinds.ts";
import type { PageReduced } from "./page_action.ts";
import type { PageState } from "./page_state.ts";

/** Which message of which buffer. */
interface Target {
  readonly bufferKey: string;
  readonly id: number;
}

/** What is written answers a message from now on. */
export function replying(before: PageState, { bufferKey, id }: Target): PageReduced {
  const { state } = purposeStopped(before, bufferKey);
  const message = findMessage(bufferOf(state.chat, bufferKey)?.entries ?? [], id)?.message;
  if (message === undefined || message.deleted === true) return { state, effects: [] };
  const chat = withBuffer(state.chat, bufferKey, ({ draft }) => ({
    draft: { ...draft, purpose: { kind: "reply", message } },
    selectedId: undefined,
  }));
  return { state: { ...state, chat }, effects: [] };
}

/** The text of a message stands in the composer, to be changed; what stood there comes back after. */
export function editing(before: PageState, { bufferKey, id }: Target): PageReduced {
  const { state } = purposeStopped(before, bufferKey);
  const buffer = bufferOf(state.chat, bufferKey);
  const message = findMessage(buffer?.entries ?? [], id)?.message;
  const text = message && editableText(message);
  if (buffer === undefined || message === undefined || text === undefined) {
    return { state, effects: [] };
  }
  const stashed = new Map(state.stashed);
  if (textOf(buffer.draft.line) !== "") stashed.set(bufferKey, buffer.draft);
  const chat = withBuffer(state.chat, bufferKey, () => ({
    draft: { ...EMPTY_DRAFT, line: lineFrom(text), purpose: { kind: "edit", message } },
    selectedId: undefined,
  }));
  return { state: { ...state, chat, stashed }, effects: [] };
}

/** The composer is for a message as ever: what was typed of an answer stays, of an edit it goes. */
export function purposeStopped(state: PageState, bufferKey: string): PageReduced {
  const purpose = bufferOf(state.chat, bufferKey)?.draft.purpose.kind;
  if (purpose === "edit") return { state: editEnded(state, bufferKey), effects: [] };
  if (purpose !== "reply") return { state, effects: [] };
  const chat = withBuffer(state.chat, bufferKey, ({ draft }) => ({
    draft: { ...draft, purpose: EMPTY_DRAFT.purpose },
  }));
  return { state: { ...state, chat }, effects: [] };
}

/** The edit is over, sent or not: what stood in the composer before stands there again. */
export function editEnded(state: PageState, bufferKey: string): PageState {
  const stashed = new Map(state.stashed);
  const draft = stashed.get(bufferKey) ?? EMPTY_DRAFT;
  stashed.delete(bufferKey);
  const chat = withBuffer(state.chat, bufferKey, () => ({ draft }));
  return { ...state, chat, stashed };
}
