/** The reducer for keys while one types: what is on the line, and where the keys of the table lead. */
import type { KeyAction } from "../../../keys/key_action.ts";
import type { Key } from "../../../terminal/input/key.ts";
import { EMPTY_LINE, rested, textOf, withCutsOf } from "../../../terminal/line_editor.ts";
import { editableText } from "../../../wording/content/kinds.ts";
import { activeBuffer, EMPTY_DRAFT, withBuffer } from "../../state/buffers.ts";
import { lineFrom, withLine } from "../../state/draft_lines.ts";
import { edited, movedByLine, undone, withPasted, withText } from "../../state/drafting.ts";
import { lastMessage } from "../../state/entries.ts";
import { mouseSwitched } from "../../state/mouse.ts";
import { andThen, type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, Draft, State } from "../../state/state.ts";
import type { Tools } from "../../state/tools.ts";
import { openList, openSearch } from "../lists/reduce_list.ts";
import { goTo, goToNews, scroll, toEnd, toFirstUnread } from "../places/reduce_place.ts";
import {
  activeMoved,
  goToNumber,
  numberBegun,
  pressNumber,
  step,
} from "../places/reduce_numbers.ts";
import { targetOf } from "../../state/target.ts";
import { inTarget, nextTarget } from "../windows/reduce_gathered.ts";
import { pressWindowKey, windowKeyed } from "../windows/reduce_windows.ts";
import { completed } from "./completing.ts";
import { askAboutPaste, openQuestion } from "./reduce_question.ts";
import { editMessage, select } from "./reduce_select.ts";
import { retry, takeBack, unsentCount } from "./reduce_pending.ts";
import { leadsTo, lineText, send, sendText } from "./reduce_sending.ts";

/** How paths begin that a terminal pastes for a file that is dragged onto it. */
const MAY_BE_PATHS = /^\s*(?:['"]?(?:[/~]|[a-z]:[\\/])|\\?\/|file:\/\/)/i;

/** Takes a key while nothing stands in front of the conversation. */
export function pressTyping(before: State, key: Key, tools: Tools): Reduced {
  if (before.isWindowKey === true) return pressWindowKey(before, key, tools);
  const ofNumber = before.typedNumber === undefined ? undefined : pressNumber(before, key);
  if (ofNumber !== undefined) return ofNumber;
  const state: State = { ...before, typedNumber: undefined };
  if (key.name === "paste") return pasted(state, key.text);
  const isReading = activeBuffer(state)?.scroll.kind === "at";
  const action = isReading && tools.keymap.lookup(key, "reading") || tools.keymap.lookup(key);
  const isTab = action === "complete" || action === "complete-back";
  const calm: State = {
    ...state,
    hint: undefined,
    completion: isTab ? state.completion : undefined,
    isLeaving: false,
  };
  const command = tools.keymap.command(key);
  if (command !== undefined) return sendText(calm, command, { keepsLine: true });
  const done = action && acted(calm, tools, { action, wasLeaving: state.isLeaving });
  if (done === undefined) return editedBy(calm, key, action);
  const { cuts } = done.state;
  return cuts === undefined ? done : { ...done, state: { ...done.state, cuts: rested(cuts) } };
}

/** Ends the client, after asking when something has not reached its server. */
export function leave(state: State): Reduced {
  const count = unsentCount(state);
  const files = state.servers.reduce((sum, { transfers }) => sum + (transfers?.count ?? 0), 0);
  if (count === 0 && files > 0) {
    const what = files === 1 ? "1 file is" : `${files} files are`;
    return reduced(openQuestion(state, {
      question: { kind: "leave" },
      prompt: `${what} still on the way. Leave anyway? y leaves, n stays `,
    }));
  }
  if (count === 0) return reduced(state, { kind: "leave", goodbye: "exit" });
  const what = count === 1 ? "1 message has" : `${count} messages have`;
  return reduced(openQuestion(state, {
    question: { kind: "leave" },
    prompt: `${what} not reached the server. Leave anyway? y leaves, n stays `,
  }));
}

/** Does what a key of the table stands for; `undefined` when it edits the line. */
function acted(
  state: State,
  tools: Tools,
  { action, wasLeaving }: { action: KeyAction; wasLeaving: boolean },
): Reduced | undefined {
  const buffer = activeBuffer(state);
  switch (action) {
    case "room-1":
    case "room-2":
    case "room-3":
    case "room-4":
    case "room-5":
    case "room-6":
    case "room-7":
    case "room-8":
    case "room-9":
      return goToNumber(state, Number(action.slice("room-".length)));
    case "window":
    case "window-next":
    case "window-previous":
    case "zoom":
      return windowKeyed(state, action, tools);
    case "number":
      return reduced(numberBegun(state));
    case "move-up":
      return activeMoved(state, -1);
    case "move-down":
      return activeMoved(state, 1);
    case "news":
      return goToNews(state);
    case "previous-room":
      return step(state, -1);
    case "next-room":
      return step(state, 1);
    case "jump":
      return openList(state, tools, { purpose: { kind: "jump" }, title: "Go to" });
    case "page-up":
      return scroll(state, tools, { pages: -1 });
    case "page-down":
      return scroll(state, tools, { pages: 1 });
    case "scroll-up":
      return scroll(state, tools, { rows: -1 });
    case "scroll-down":
      return scroll(state, tools, { rows: 1 });
    case "to-end":
      return reduced(toEnd(state));
    case "first-unread":
      return toFirstUnread(state, tools);
    case "search-room":
      if (buffer === undefined) return reduced(state);
      return openSearch(state, tools, {
        serverId: buffer.serverId,
        key: buffer.place === undefined ? undefined : buffer.key,
      });
    case "bare":
      return reduced({ ...state, isBare: !state.isBare });
    case "select":
    case "select-here":
      return select(state, tools);
    case "send": {
      // A view of several rooms is left also for the one to which it would have said something.
      const key = leadsTo(state);
      const sent = inTarget(state, send);
      return key === undefined ? sent : andThen(sent, (next) => goTo(next, key));
    }
    case "next-target":
      return nextTarget(state);
    case "newline":
      return reduced(withDraft(state, (draft) => withText(draft, "\n")));
    case "complete":
      return completed(state, 1, tools);
    case "complete-back":
      return completed(state, -1, tools);
    case "history-older":
      return older(state);
    case "history-newer":
      return newer(state);
    case "history-search":
      return openList(state, tools, {
        purpose: { kind: "history" },
        title: "What you sent before",
        query: buffer === undefined ? "" : textOf(buffer.draft.line).split("\n", 1)[0] ?? "",
      });
    case "cancel":
      return reduced(cancelled(state));
    case "undo":
      return reduced(withDraft(state, undone));
    case "retry":
      return retry(state);
    case "mouse":
      return reduced(mouseSwitched(state));
    case "help":
      return openList(state, tools, { purpose: { kind: "help" }, title: "Help" });
    case "clear":
      return cleared(state, wasLeaving);
    case "leave":
      return buffer === undefined || isEmpty(buffer) ? leave(state) : undefined;
    case "redraw":
    case "suspend":
      return reduced(state); // the terminal itself has done it
    case "line-start":
    case "line-end":
    case "left":
    case "right":
    case "word-left":
    case "word-right":
    case "backspace":
    case "delete-right":
    case "cut-to-end":
    case "cut-to-start":
    case "cut-word-left":
    case "cut-short-word-left":
    case "cut-word-right":
    case "paste-cut":
    case "paste-older-cut":
    case "swap-characters":
    case "swap-words":
      return undefined;
    case "split-right":
    case "split-below":
    case "window-left":
    case "window-right":
    case "window-up":
    case "window-down":
    case "window-zoom":
    case "window-close":
    case "window-only":
    case "window-grow":
    case "window-shrink":
    case "window-balance":
      return reduced(state); // only behind the key for windows
    case "select-older":
    case "select-newer":
    case "reply":
    case "react":
    case "edit":
    case "delete":
    case "copy":
    case "open":
    case "thread":
    case "deselect":
      return reduced(state); // only while a message is selected
  }
}

function editedBy(state: State, key: Key, action: KeyAction | undefined): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  // What was cut in one room can be put back in another one.
  const line = withCutsOf(buffer.draft.line, state.cuts ?? buffer.draft.line);
  const draft = edited({ ...buffer.draft, line }, key, action);
  if (draft === undefined) return reduced(state);
  return typed(
    { ...withDraft(state, () => draft), cuts: withCutsOf(EMPTY_LINE, draft.line) },
    buffer,
  );
}

function pasted(state: State, text: string): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  const calm: State = { ...state, hint: undefined, completion: undefined, isLeaving: false };
  const lines = text.replaceAll(/\r\n?/g, "\n").replace(/\n+$/, "");
  if (lines.includes("\n")) return reduced(askAboutPaste(calm, lines));
  const next = withDraft(calm, (draft) => withPasted(draft, lines));
  const result = typed(next, buffer);
  const isAll = textOf(activeBuffer(next)?.draft.line ?? EMPTY_LINE) === lines;
  if (!isAll || !MAY_BE_PATHS.test(lines)) return result;
  return reduced(result.state, ...result.effects, { kind: "look-at-paste", text: lines });
}

/** The line was changed by hand: those in the room may know. */
function typed(state: State, buffer: Buffer): Reduced {
  const { isIn, place, serverId } = targetOf(state, buffer);
  const draft = activeBuffer(state)?.draft;
  const isTold = state.settings.tellsTyping !== false && isIn && draft?.purpose.kind !== "edit";
  if (place === undefined || draft === undefined || !isTold) {
    return reduced(state);
  }
  return reduced(state, { kind: "typed", serverId, place, text: textOf(draft.line) });
}

/** ↑: up in a text of several lines, to the last own message, or to what was sent before. */
function older(state: State): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  const { draft } = buffer;
  const above = movedByLine(draft.line, -1);
  if (above !== undefined && state.recall === undefined) {
    return reduced(withDraft(state, (each) => ({ ...each, line: above })));
  }
  if (draft.purpose.kind === "say" && isEmpty(buffer) && state.recall === undefined) {
    const own = lastMessage(
      buffer.entries,
      (entry) => entry.isOwn && editableText(entry.message) !== undefined,
    );
    const isNear = own !== undefined && !buffer.hasNewer && buffer.isIn;
    if (isNear) {
      const hint = "Editing your last message · Enter changes it · Esc leaves it · ↑ once more " +
        "for what you typed before";
      return reduced({ ...editMessage(state, buffer.key, own), hint });
    }
  }
  if (draft.purpose.kind === "edit") {
    // What was not changed need not be edited: ↑ was meant for what was typed before.
    if (textOf(draft.line) !== lineText(draft.purpose.message)) return reduced(state);
    return recalled(withDraft(state, emptied), -1);
  }
  return recalled(state, -1);
}

function newer(state: State): Reduced {
  const buffer = activeBuffer(state);
  const below = buffer && movedByLine(buffer.draft.line, 1);
  if (below !== undefined && state.recall === undefined) {
    return reduced(withDraft(state, (draft) => ({ ...draft, line: below })));
  }
  return state.recall === undefined ? reduced(state) : recalled(state, 1);
}

function recalled(state: State, by: -1 | 1): Reduced {
  const { recall, sentTexts } = state;
  const line = activeBuffer(state)?.draft.line ?? EMPTY_LINE;
  const index = (recall?.index ?? sentTexts.length) + by;
  const typedLine = recall?.typed ?? line;
  const text = sentTexts[index];
  if (text !== undefined) {
    const next = withDraft(state, (draft) => ({ ...draft, line: lineFrom(text, draft.line) }));
    return reduced({ ...next, recall: { index, typed: typedLine } });
  }
  if (index < 0 || recall === undefined) return reduced(state);
  const next = withDraft(state, (draft) => ({ ...draft, line: typedLine }));
  return reduced({ ...next, recall: undefined });
}

/**
 * Escape: ends editing or replying; takes back what could not be sent; otherwise goes to the newest
 * message.
 */
function cancelled(state: State): State {
  const purpose = activeBuffer(state)?.draft.purpose.kind;
  if (purpose === "edit") return withDraft(state, emptied);
  if (purpose === "reply") {
    return withDraft(state, (draft) => ({ ...draft, purpose: { kind: "say" } }));
  }
  return takeBack(state) ?? toEnd(state);
}

function cleared(state: State, wasLeaving: boolean): Reduced {
  const buffer = activeBuffer(state);
  if (buffer !== undefined && (!isEmpty(buffer) || buffer.draft.purpose.kind !== "say")) {
    return reduced({ ...withDraft(state, emptied), recall: undefined });
  }
  if (wasLeaving) return leave(state);
  return reduced({ ...state, isLeaving: true, hint: "Press Ctrl+C again to leave" });
}

function emptied(draft: Draft): Draft {
  return { ...withLine(draft, lineFrom("", draft.line)), purpose: EMPTY_DRAFT.purpose };
}

function isEmpty({ draft }: Buffer): boolean {
  return textOf(draft.line) === "";
}

function withDraft(state: State, change: (draft: Draft) => Draft): State {
  return withBuffer(state, state.activeKey, ({ draft }) => ({ draft: change(draft) }));
}
