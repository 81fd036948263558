/** The reducer for what is sent from the composer. */
import { activeBuffer, bufferOf, EMPTY_DRAFT, withBuffer } from "../../full/state/buffers.ts";
import { lineFrom } from "../../full/state/draft_lines.ts";
import type { Reduced } from "../../full/state/reduced.ts";
import type { State } from "../../full/state/state.ts";
import { MAX_PENDING, said } from "../../full/reduce/writing/reduce_pending.ts";
import { textOf } from "../../terminal/line_editor.ts";
import { editableText } from "../../wording/content/kinds.ts";
import type { Dialog } from "./dialog.ts";
import type { PageReduced } from "./page_action.ts";
import { editEnded } from "./reduce_purpose.ts";
import type { Notice, PageState } from "./page_state.ts";

/** Sends from the open buffer what may be a command, as the full screen of the terminal does. */
export type SendTyped = (state: State, text: string) => Reduced;

/** What only the commands understand: `/topic …`, `@bob …` (to bob alone), `exit`. */
const FOR_COMMANDS = /^[/@]|^\s*exit\s*$/;

/** What a window of a browser does otherwise than a terminal; these stand alone. */
const FOR_PAGE =
  /^\s*(?:\/(exit|quit|q|disconnect|connect|export|send|transfers|files|get|download|open)(?:[^\S\n][^\n]*)?|(exit))\s*$/;

/** Enter: sends what stands in the composer, or makes it the new text of the message that is edited. */
export function sent(state: PageState, sendTyped: SendTyped | undefined): PageReduced {
  const buffer = activeBuffer(state.chat);
  if (buffer === undefined) return { state, effects: [] };
  const text = textOf(buffer.draft.line);
  const { purpose } = buffer.draft;
  if (purpose.kind === "edit") return edited(state);
  if (text.trim() === "") return { state, effects: [] };
  const [, command, word] = FOR_PAGE.exec(text) ?? [];
  if (command !== undefined || word !== undefined) {
    return pageCommand(state, command ?? "exit", text.trim().replace(/^\S+\s*/, ""));
  }
  if (FOR_COMMANDS.test(text)) {
    if (sendTyped !== undefined) return typedSent(state, text, sendTyped);
    const waiting = { bufferKey: buffer.key, text };
    return { state: { ...state, waiting }, effects: [{ kind: "load-commands" }] };
  }
  if (!buffer.isIn || buffer.place === undefined) return hinted(state, "not-in");
  if (buffer.pending.length >= MAX_PENDING) return hinted(state, "too-many");
  const cleared = withBuffer(state.chat, buffer.key, () => ({ draft: EMPTY_DRAFT }));
  const next = said(cleared, buffer, {
    text,
    isMe: false,
    replyTo: purpose.kind === "reply" ? purpose.message.id : undefined,
  });
  return { state: { ...state, chat: next.state }, effects: next.effects };
}

/** Files are saved and windows closed by the browser: the page says how, or opens what does it. */
function pageCommand(state: PageState, command: string, rest: string): PageReduced {
  const chat = withBuffer(state.chat, state.chat.activeKey, () => ({ draft: EMPTY_DRAFT }));
  const place = activeBuffer(state.chat)?.place;
  let dialog: Dialog | undefined;
  switch (command) {
    case "export":
      dialog = { kind: "settings", tab: "data" };
      break;
    case "files":
    case "get":
    case "download":
    case "open":
      // By their numbers messages are called where there is nothing to point with.
      if (place !== undefined) {
        dialog = { kind: "files", place, query: command === "files" ? rest : "" };
      }
      break;
    case "send":
    case "transfers":
      return hinted({ ...state, chat }, "send");
    case "connect":
      return hinted({ ...state, chat }, "connect");
  }
  if (dialog === undefined) return hinted({ ...state, chat }, "exit");
  return { state: { ...state, chat, dialogs: [...state.dialogs, dialog] }, effects: [] };
}

/** The commands are here, or cannot be loaded: what waited for them is sent, or stays. */
export function commandsLoaded(
  state: PageState,
  isThere: boolean,
  sendTyped: SendTyped | undefined,
): PageReduced {
  const { waiting } = state;
  const next = { ...state, waiting: undefined };
  if (waiting === undefined) return { state: next, effects: [] };
  if (!isThere || sendTyped === undefined) return hinted(next, "no-commands");
  const buffer = bufferOf(next.chat, waiting.bufferKey);
  // Who has gone on, or written on, sends it anew.
  const isStill = next.chat.activeKey === waiting.bufferKey && buffer !== undefined &&
    textOf(buffer.draft.line) === waiting.text;
  return isStill ? typedSent(next, waiting.text, sendTyped) : { state: next, effects: [] };
}

function typedSent(state: PageState, text: string, sendTyped: SendTyped): PageReduced {
  const { effects, state: chat } = sendTyped(state.chat, text);
  return { state: { ...state, chat }, effects };
}

function edited(state: PageState): PageReduced {
  const buffer = activeBuffer(state.chat);
  if (buffer?.draft.purpose.kind !== "edit") return { state, effects: [] };
  const { message } = buffer.draft.purpose;
  const text = textOf(buffer.draft.line);
  // A file may stand there without words.
  if (text.trim() === "" && message.kind !== "file") return hinted(state, "empty");
  const { serverId } = buffer;
  const isSame = text === editableText(message);
  return {
    state: editEnded(state, buffer.key),
    effects: isSame ? [] : [{ kind: "edit", serverId, id: message.id, text }],
  };
}

function hinted(state: PageState, notice: Notice): PageReduced {
  return { state: { ...state, notice }, effects: [] };
}

/** A message that was not taken stands in the composer again, before what stands there already. */
export function takenBack(
  state: PageState,
  { bufferKey, ticket }: { bufferKey: string; ticket: number },
): PageReduced {
  const pending = bufferOf(state.chat, bufferKey)?.pending.find((one) => one.ticket === ticket);
  if (pending?.failure === undefined) return { state, effects: [] };
  const chat = withBuffer(state.chat, bufferKey, (buffer) => {
    const text = textOf(buffer.draft.line);
    return {
      pending: buffer.pending.filter((one) => one !== pending),
      draft: {
        ...buffer.draft,
        line: lineFrom(text === "" ? pending.text : `${pending.text}\n${text}`),
      },
    };
  });
  return { state: { ...state, chat }, effects: [] };
}
