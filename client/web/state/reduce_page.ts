/** The reducer of the page: what becomes of its state when something happens. */
import {
  activeBuffer,
  bufferOf,
  ensureBuffer,
  serverOf,
  withBuffer,
} from "../../full/state/buffers.ts";
import { lineFrom } from "../../full/state/draft_lines.ts";
import type { Reduced } from "../../full/state/reduced.ts";
import type { State } from "../../full/state/state.ts";
import { fetchBeyond, goTo, settled, toEnd } from "../../full/reduce/places/reduce_place.ts";
import { isSame } from "../../wording/message_text.ts";
import type { Dialog } from "./dialog.ts";
import { isFocused, withoutOldTypists } from "./attention.ts";
import type { PageAction, PageEffect, PageReduced } from "./page_action.ts";
import { forgotten, type PageState, SERVER_ID } from "./page_state.ts";
import { entered } from "./reduce_entering.ts";
import { type ChatTools, reduceChat } from "./reduce_chat.ts";
import { toMessageOnPage } from "./page_scrolling.ts";
import { commandsLoaded, type SendTyped, sent, takenBack } from "./reduce_composer.ts";
import { keptShown, notConnected, unsentCame, waitingSent } from "./reduce_offline.ts";
import { arrived, asBefore, withoutStale } from "./reduce_stale.ts";
import { editing, purposeStopped, replying } from "./reduce_purpose.ts";

/** What the reducer needs besides the state. */
export interface PageTools extends ChatTools {
  /** Understands commands; `undefined` until they were loaded. */
  readonly sendTyped: SendTyped | undefined;
}

/** The next state; `state.chat.nowMs` says when `action` happens. */
export function reducePage(state: PageState, action: PageAction, tools: PageTools): PageReduced {
  const { effects, state: next } = changed(state, action, tools);
  if (next.chat === state.chat) return { state: next, effects };
  const isElsewhere = next.chat.activeKey !== state.chat.activeKey;
  // What is shown of the last time is not where the reader has come to before.
  const isThere = isElsewhere ||
    (action.kind === "open-place" && next.stale.has(next.chat.activeKey));
  const there = isThere ? arrived(next) : { state: next, effects: [] };
  const after = settled(there.state.chat);
  return {
    state: { ...there.state, chat: after.state },
    effects: [...effects, ...there.effects, ...after.effects],
  };
}

function changed(state: PageState, action: PageAction, tools: PageTools): PageReduced {
  switch (action.kind) {
    case "connecting":
      return { state: notConnected(state, action), effects: [] };
    case "kept":
      return keptShown(state, action);
    case "unsent":
      return unsentCame(state, action);
    case "send-waiting":
      return onChat(state, (chat) => waitingSent(chat, action.tooOld));
    case "code-waits":
      return { state: { ...state, codeWaits: action.words }, effects: [] };
    case "newer":
      return {
        state: {
          ...state,
          newer: action.isNeeded || state.newer === "needed" ? "needed" : "there",
        },
        effects: [],
      };
    case "log-in":
      return {
        state: { ...state, phase: { ...action, kind: "login" }, dialogs: [], isKept: false },
        effects: answersOf(state.dialogs),
      };
    case "entered":
      return { state: entered(state, action.username), effects: [] };
    case "left":
      return { state: forgotten(state), effects: answersOf(state.dialogs) };
    case "own-role":
      return { state: { ...state, role: action.role }, effects: [] };
    case "files-taken":
      return { state: { ...state, mostFileBytes: action.mostBytes }, effects: [] };
    case "offer-files":
      return filesOffered(state, action.files);
    case "event":
      return onChat(granted(state, action), (chat) => reduceChat(chat, action, tools));
    case "tick":
      return onChat(state, (chat) => pure(withoutOldTypists(chat)));
    case "focus":
      return onChat(state, (chat) => pure(isFocused(chat, action.hasFocus)));
    case "go":
      return onChat({ ...state, drawer: undefined }, (chat) => {
        const ensured = ensureBuffer(chat, SERVER_ID, action.place);
        return goTo(ensured.state, ensured.key);
      });
    case "scrolled":
      return onChat(
        state,
        (chat) =>
          pure(withBuffer(chat, action.bufferKey, ({ newBelow, scroll }) => ({
            scroll: action.isAtEnd
              ? { kind: "end" }
              : scroll.kind === "at"
              ? scroll
              : { kind: "at", top: { id: 0, sub: 0 }, row: 0 },
            newBelow: action.isAtEnd ? 0 : newBelow,
          }))),
      );
    case "reach":
      // Nobody answers before there is a connection, and what is stale is not gone on from.
      if (state.isKept || state.stale.has(action.bufferKey)) return { state, effects: [] };
      return onChat(state, (chat) => fetchBeyond(chat, action.bufferKey, action.end));
    case "to-end":
      return onChat(state, (chat) => pure(toEnd(chat)));
    case "draft":
      return onChat(
        { ...state, notice: undefined },
        (chat) => drafted({ ...chat, hint: undefined }, action),
      );
    case "insert":
      return { state: { ...state, insertion: { text: action.text } }, effects: [] };
    case "choose":
      return onChat(
        state,
        (chat) => pure(withBuffer(chat, action.bufferKey, () => ({ selectedId: action.id }))),
      );
    case "reply":
      return replying(state, action);
    case "edit-message":
      return editing(state, action);
    case "stop-purpose":
      return purposeStopped(state, action.bufferKey);
    case "jump":
      return onChat(
        state,
        (chat) => toMessageOnPage(chat, { key: chat.activeKey, id: action.id, isChosen: true }),
      );
    case "react-to": {
      const { emoji, id, remove } = action;
      return { state, effects: [{ kind: "react", serverId: SERVER_ID, id, emoji, remove }] };
    }
    case "delete-message":
      return { state, effects: [{ kind: "delete", serverId: SERVER_ID, id: action.id }] };
    case "take-back":
      return takenBack(state, action);
    case "send":
      return sent(state, tools.sendTyped);
    case "commands-loaded":
      return commandsLoaded(state, action.isThere, tools.sendTyped);
    case "open-dialog":
      return withDialog(state, action.dialog);
    case "close-dialog": {
      const top = state.dialogs.at(-1);
      const closed = { ...state, dialogs: state.dialogs.slice(0, -1) };
      return { state: closed, effects: top === undefined ? [] : answersOf([top], action.answer) };
    }
    case "notice":
      return { state: { ...state, notice: action.notice }, effects: [] };
    case "drawer":
      return { state: { ...state, drawer: action.open }, effects: [] };
    case "hint":
      return onChat(state, (chat) => pure({ ...chat, hint: action.text }));
    case "ask": {
      const { isSecret, prompt, ticket } = action;
      return withDialog(state, { kind: "question", ticket, prompt, isSecret });
    }
    case "type":
      return onChat(
        state,
        (chat) => drafted(chat, { bufferKey: chat.activeKey, text: action.text }),
      );
    case "help":
      return withDialog(state, { kind: "keys", query: action.query });
    case "open-search":
      return withDialog(state, { kind: "search", query: action.query });
    case "select":
      return { state, effects: [] };
    case "page":
      return pageOver(state, action, tools);
    case "welcome": {
      const before = state.chat.servers[0]?.username ?? "";
      const isOther = before !== "" && !isSame(before, action.username);
      const own = isOther ? { ...forgotten(state), phase: state.phase } : state;
      return onChat(own, (chat) => reduceChat(chat, action, tools));
    }
    default:
      return onChat(state, (chat) => reduceChat(chat, action, tools));
  }
}

/** A page takes the place of what is shown of the last time. */
function pageOver(
  before: PageState,
  page: Extract<PageAction, { kind: "page" }>,
  tools: PageTools,
): PageReduced {
  const state = withoutStale(before, page.bufferKey);
  const { effects, state: chat } = reduceChat(state.chat, page, tools);
  if (state === before) return { state: { ...state, chat }, effects };
  return { state: { ...state, chat: asBefore(before.chat, chat, page.bufferKey) }, effects };
}

function onChat(state: PageState, change: (chat: State) => Reduced): PageReduced {
  const { effects, state: chat } = change(state.chat);
  return { state: chat === state.chat ? state : { ...state, chat }, effects };
}

/** Puts a dialog in front of the others; one that is on top already is not there twice. */
function withDialog(state: PageState, dialog: Dialog): PageReduced {
  const isThere = dialog.kind !== "question" && state.dialogs.at(-1)?.kind === dialog.kind;
  const below = isThere ? state.dialogs.slice(0, -1) : state.dialogs;
  return { state: { ...state, dialogs: [...below, dialog] }, effects: [] };
}

/** Those that are offered already stay. */
function filesOffered(state: PageState, files: readonly File[]): PageReduced {
  const place = activeBuffer(state.chat)?.place;
  if (files.length === 0) return { state, effects: [] };
  if (state.mostFileBytes === undefined || place === undefined) {
    const notice = state.mostFileBytes === undefined ? "no-files" : "no-place";
    return { state: { ...state, notice }, effects: [] };
  }
  const top = state.dialogs.at(-1);
  const before = top?.kind === "send-files" ? top.files : [];
  return withDialog(state, { kind: "send-files", place, files: [...before, ...files] });
}

/** The own role, if that is what the event is about. */
function granted(
  state: PageState,
  { event }: Extract<PageAction, { kind: "event" }>,
): PageState {
  if (event.event !== "granted") return state;
  const own = serverOf(state.chat, SERVER_ID)?.username ?? "";
  return isSame(event.username, own) ? { ...state, role: event.role } : state;
}

function pure(state: State): Reduced {
  return { state, effects: [] };
}

/** Whoever waits for the answer to a question that goes away gets one. */
function answersOf(dialogs: readonly Dialog[], text?: string): PageEffect[] {
  return dialogs.flatMap((dialog) =>
    dialog.kind === "question" ? [{ kind: "answered", ticket: dialog.ticket, text } as const] : []
  );
}

function drafted(
  state: State,
  { bufferKey: key, purpose, text }: Pick<
    Extract<PageAction, { kind: "draft" }>,
    "bufferKey" | "purpose" | "text"
  >,
): Reduced {
  const next = withBuffer(state, key, ({ draft }) => ({
    draft: { ...draft, line: lineFrom(text), purpose: purpose ?? draft.purpose },
  }));
  const buffer = bufferOf(next, key);
  if (buffer?.place === undefined || !buffer.isIn || buffer.draft.purpose.kind === "edit") {
    return pure(next);
  }
  const { place, serverId } = buffer;
  return { state: next, effects: [{ kind: "typed", serverId, place, text }] };
}
