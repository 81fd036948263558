/** The reducer for a selected message: moving the selection, and what can be done with it. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { KeyAction } from "../../../keys/key_action.ts";
import type { Key } from "../../../terminal/input/key.ts";
import { bodyOf, editableText } from "../../../wording/content/kinds.ts";
import { messageExcerpt } from "../../../wording/message_text.ts";
import { activeBuffer, withBuffer } from "../../state/buffers.ts";
import { lineFrom, withLine } from "../../state/draft_lines.ts";
import { comparePositions, findMessage, indexFrom, lastMessage } from "../../state/entries.ts";
import { andThen, type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, Entry, MessageEntry, State } from "../../state/state.ts";
import type { Tools } from "../../state/tools.ts";
import { fetchBeyond, scroll, SELECTED_HINT, toMessage } from "../places/reduce_place.ts";
import { opening, openList } from "../lists/reduce_list.ts";
import { threadOpened } from "../windows/reduce_gathered.ts";
import { openQuestion, QUICK_REACTIONS } from "./reduce_question.ts";

/** Most links of a message that are listed. */
const MAX_LINKS = 50;
const LINK = /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]]/gu;

/** Selects the newest message in sight. */
export function select(state: State, tools: Tools): Reduced {
  const buffer = activeBuffer(state);
  const entry = buffer && newestInSight(state, tools, buffer);
  if (entry === undefined) return reduced({ ...state, hint: "There is no message to select" });
  return reduced(withSelected(state, entry.id));
}

/**
 * Takes a key while a message is selected; `undefined` when it is none for the message: then it
 * does what it always does.
 */
export function pressSelecting(before: State, key: Key, tools: Tools): Reduced | undefined {
  const state: State = { ...before, hint: undefined };
  const buffer = activeBuffer(state);
  const entry = buffer && findMessage(buffer.entries, buffer.selectedId);
  if (buffer === undefined || entry === undefined) return undefined;
  const isText = key.text !== "" && key.name !== "background";
  const action = isText && !buffer.lettersSelect
    ? undefined
    : tools.keymap.lookup(key, "selecting");
  if (action !== undefined) return act(state, tools, { action, buffer, entry });
  const otherwise = tools.keymap.lookup(key);
  switch (otherwise) {
    case "page-up":
      return scroll(state, tools, { pages: -1 });
    case "page-down":
      return scroll(state, tools, { pages: 1 });
    case "scroll-up":
      return scroll(state, tools, { rows: -1 });
    case "scroll-down":
      return scroll(state, tools, { rows: 1 });
    case "clear":
    case "cancel":
      return reduced(deselected(state));
    case "redraw":
    case "suspend":
      return reduced(before); // the terminal itself has done it
    default:
      return isText || otherwise !== undefined
        ? undefined
        : reduced({ ...state, hint: SELECTED_HINT });
  }
}

const NOT_EDITABLE = "There is no text to edit, or it cannot be read here";

/** No message is selected any more. */
export function deselected(state: State): State {
  return withBuffer(state, state.activeKey, () => ({
    selectedId: undefined,
    lettersSelect: false,
  }));
}

/** Puts the text of an own message onto the line to be changed. */
export function editMessage(state: State, key: string, entry: MessageEntry): State {
  return withBuffer(deselected(state), key, ({ draft }) => ({
    draft: {
      ...withLine(draft, lineFrom(editableText(entry.message) ?? "", draft.line)),
      purpose: { kind: "edit", message: entry.message },
    },
  }));
}

function act(
  state: State,
  tools: Tools,
  { action, buffer, entry }: { action: KeyAction; buffer: Buffer; entry: MessageEntry },
): Reduced {
  const { message } = entry;
  const { key } = buffer;
  const isGone = message.deleted === true;
  switch (action) {
    case "select-older":
      return moved(state, tools, { buffer, entry, by: -1 });
    case "select-newer":
      return moved(state, tools, { buffer, entry, by: 1 });
    case "deselect":
      return reduced(deselected(state));
    case "reply":
      return reduced(withBuffer(deselected(state), key, ({ draft }) => ({
        draft: { ...draft, purpose: { kind: "reply", message } },
      })));
    case "edit":
      return entry.isOwn && editableText(message) !== undefined
        ? reduced(editMessage(state, key, entry))
        : reduced({
          ...state,
          hint: entry.isOwn ? NOT_EDITABLE : "Only your own messages can be edited",
        });
    case "delete":
      if (isGone) return reduced({ ...state, hint: "It is deleted already" });
      return reduced(openQuestion(deselected(state), {
        question: { kind: "delete", bufferKey: key, id: entry.id },
        lines: [messageExcerpt(message)],
        prompt: "Delete this message? y deletes it for everybody, n does not ",
      }));
    case "react":
      if (isGone) return reduced({ ...state, hint: "It is deleted" });
      return reduced(openQuestion(deselected(state), {
        question: { kind: "react", bufferKey: key, id: entry.id },
        lines: [
          messageExcerpt(message),
          QUICK_REACTIONS.map((emoji, index) => `${index + 1} ${emoji}`).join("  "),
          "a digit, an emoji, or its name: Tab completes :th; the same once more takes it back",
        ],
        prompt: "Reaction: ",
      }));
    case "thread":
      return threadOpened(deselected(state), { key, id: entry.id }, tools);
    case "copy":
      return reduced({ ...deselected(state), hint: "Copied" }, {
        kind: "copy",
        text: bodyOf(message),
      });
    case "open": {
      if (message.file !== undefined && !isGone) {
        const { serverId } = buffer;
        const text = `/open id:${entry.id}`;
        const open = { kind: "command", serverId, bufferKey: key, text, opens: undefined } as const;
        return reduced({ ...deselected(state), hint: undefined }, open);
      }
      const links = linksIn(bodyOf(message));
      const [link] = links;
      if (link === undefined) {
        return reduced({ ...state, hint: "There is no link and no file in it" });
      }
      return links.length === 1 ? opening(deselected(state), link) : openList(
        deselected(state),
        tools,
        { purpose: { kind: "links" }, title: "Which link?", lines: links },
      );
    }
    default:
      return reduced({ ...state, hint: SELECTED_HINT });
  }
}

/** The links of a text, each once. */
function linksIn(text: string): string[] {
  const found = Array.from(text.matchAll(LINK), ([link]) => printable(link));
  return [...new Set(found)].slice(0, MAX_LINKS);
}

function moved(
  state: State,
  tools: Tools,
  { buffer, by, entry }: { buffer: Buffer; entry: MessageEntry; by: -1 | 1 },
): Reduced {
  const { entries, key } = buffer;
  const at = indexFrom(entries, entry) + by;
  const isMessage = (candidate: Entry): candidate is MessageEntry => candidate.kind === "message";
  const next = by < 0
    ? entries.slice(0, Math.max(0, at + 1)).findLast(isMessage)
    : entries.slice(at).find(isMessage);
  if (next === undefined) {
    if (by < 0) return fetchBeyond(state, key, "older");
    return buffer.hasNewer ? fetchBeyond(state, key, "newer") : reduced(deselected(state));
  }
  const chosen = withSelected(state, next.id);
  if (tools.scrolling.isVisible(chosen, next)) return reduced(chosen);
  return andThen(
    toMessage(chosen, tools, { key, id: next.id, isChosen: true }),
    (there) => reduced(there),
  );
}

function withSelected(state: State, id: number): State {
  return withBuffer({ ...state, hint: SELECTED_HINT }, state.activeKey, () => ({
    selectedId: id,
    lettersSelect: true,
  }));
}

function newestInSight(
  state: State,
  { scrolling }: Tools,
  { entries, scroll: at }: Buffer,
): MessageEntry | undefined {
  if (at.kind === "end") return lastMessage(entries);
  return lastMessage(
    entries,
    (entry) => comparePositions(entry, at.top) >= 0 && scrolling.isVisible(state, entry),
  ) ?? findFrom(entries, at.top);
}

function findFrom(entries: readonly Entry[], top: { id: number; sub: number }) {
  return entries.slice(indexFrom(entries, top)).find((entry) => entry.kind === "message");
}
