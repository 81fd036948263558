/** The reducer for what is sent from the line: messages, commands, changed messages. */
import { MAX_TEXT_BYTES } from "../../../../protocol/limits.ts";
import { bytesText } from "../../../../protocol/text/bytes_text.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import type { Message } from "../../../../protocol/records.ts";
import { reasonOf } from "../../../base/failure.ts";
import { withAliases } from "../../../commands/aliases.ts";
import { parseIntent } from "../../../commands/intent.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import { editableText } from "../../../wording/content/kinds.ts";
import { placeName } from "../../../wording/place.ts";
import { activeBuffer, EMPTY_DRAFT, serverOf, withBuffer } from "../../state/buffers.ts";
import { lineFrom } from "../../state/draft_lines.ts";
import { andThen, type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, ServerState, State } from "../../state/state.ts";
import { withLinesIn } from "../news/reduce_event.ts";
import { destinationOf } from "../places/destination.ts";
import { goTo } from "../places/reduce_place.ts";
import { bytesOf } from "./long_text.ts";
import { MAX_PENDING, said, saidTo } from "./reduce_pending.ts";

/** So many texts that were sent are remembered. */
const MAX_SENT_TEXTS = 500;

/** Enter: sends what is on the line, or makes it the new text of the message that is edited. */
export function send(state: State): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  const text = textOf(buffer.draft.line);
  const { purpose } = buffer.draft;
  if (purpose.kind !== "edit") return sendText(state, text);
  if (text.trim() === "") {
    return reduced({ ...state, hint: "A message cannot be empty; Alt+M and d deletes it" });
  }
  const problem = lengthProblem(serverOf(state, buffer.serverId), text);
  if (problem !== undefined) return reduced(problemTold(state, problem));
  const { id } = purpose.message;
  const next = withBuffer(state, buffer.key, () => ({ draft: EMPTY_DRAFT }));
  if (text === lineText(purpose.message)) return reduced(next);
  // Should the server not take it, ↑ brings it back.
  return reduced(remembered(next, text), { kind: "edit", serverId: buffer.serverId, id, text });
}

/**
 * Sends `text` from the active buffer as if it had been typed there; with `keepsLine` what stands on
 * the line stays.
 */
export function sendText(state: State, text: string, { keepsLine = false } = {}): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  const { key, serverId } = buffer;
  const after = () => keepsLine ? state : remembered(cleared(state, buffer), text);
  let intent;
  let line = text;
  try {
    line = withAliases(text, state.settings.aliases ?? {});
    intent = parseIntent(line, { isSeen: true });
  } catch (error) {
    // The text stays on the line, to be corrected.
    return reduced(problemTold(state, reasonOf(error)));
  }
  switch (intent.kind) {
    case "nothing":
      return reduced(state);
    case "private": {
      const problem = lengthProblem(serverOf(state, serverId), intent.text);
      if (problem !== undefined) return reduced(problemTold(state, problem));
      const next = after();
      return saidTo(next, { serverId, place: { with: intent.to }, text: intent.text });
    }
    case "command": {
      const next = after();
      const there = destinationOf(next, buffer, intent);
      // What is typed next is for there already.
      const gone = there === undefined ? reduced(next) : goTo(there.state, there.key);
      if (there?.isAsked === false) return gone;
      const opens = there?.key;
      const command = { kind: "command", serverId, bufferKey: key, text: line, opens } as const;
      return andThen(gone, (state) => reduced(state, command));
    }
    case "say": {
      const server = serverOf(state, serverId);
      const problem = sendProblem(buffer, server) ?? lengthProblem(server, intent.text);
      if (problem !== undefined) return reduced(problemTold(state, problem));
      const { purpose } = buffer.draft;
      const isReply = purpose.kind === "reply" && !keepsLine;
      return said(after(), buffer, {
        text: intent.text,
        isMe: false,
        replyTo: isReply ? purpose.message.id : undefined,
      });
    }
  }
}

/**
 * The key of the buffer to which the command leads that is on the line of a view of several rooms, or
 * of a thread; `undefined` when it leads nowhere.
 */
export function leadsTo(state: State): string | undefined {
  const buffer = activeBuffer(state);
  if (buffer?.gathers === undefined || buffer.draft.purpose.kind === "edit") return undefined;
  try {
    const line = withAliases(textOf(buffer.draft.line), state.settings.aliases ?? {});
    const intent = parseIntent(line, { isSeen: true });
    return intent.kind === "command" ? destinationOf(state, buffer, intent)?.key : undefined;
  } catch {
    return undefined; // it stays on the line, with what is wrong with it
  }
}

/** A message as it stands on the line to be edited. */
export function lineText(message: Message): string {
  return textOf(lineFrom(editableText(message) ?? ""));
}

function sendProblem(
  { isIn, opensFrom, pending, place }: Buffer,
  server: ServerState | undefined,
): string | undefined {
  if (place === undefined) {
    return "This window is the server's own; go to a room first (Alt+1, Alt+K), or type a /command";
  }
  if (pending.length >= MAX_PENDING) {
    return `${MAX_PENDING} messages here wait for the server already; this one was not taken`;
  }
  if (server?.connection.kind === "ended") {
    const address = printable(server.address);
    return `Not sent: there is no connection any more; /connect ${address} tries again`;
  }
  const name = placeName(place);
  // Until the server has said no, it is as if the account were in.
  return isIn || opensFrom !== undefined
    ? undefined
    : `You are not in ${name}, so nothing was sent; come back with /join ${name}`;
}

/** What is too long stays on the line: it would only come back. */
function lengthProblem(server: ServerState | undefined, text: string): string | undefined {
  const most = server?.maxTextBytes ?? MAX_TEXT_BYTES;
  const bytes = bytesOf(text);
  if (bytes <= most) return undefined;
  return `It has ${bytesText(bytes)}, and a message has at most ${bytesText(most)}; ` +
    "part it, or send it as a file";
}

/** What does not fit into the status line is said below the messages. */
function problemTold(state: State, problem: string): State {
  return problem.length <= state.size.columns - 2
    ? { ...state, hint: problem }
    : withLinesIn(state, state.activeKey, { lines: [problem], tone: "warning" });
}

function cleared(state: State, { key }: Buffer): State {
  const next = withBuffer(state, key, ({ draft }) => ({
    draft: { ...EMPTY_DRAFT, line: lineFrom("", draft.line) },
  }));
  return { ...next, recall: undefined, completion: undefined };
}

function remembered(state: State, text: string): State {
  if (state.sentTexts.at(-1) === text) return state;
  return { ...state, sentTexts: [...state.sentTexts, text].slice(-MAX_SENT_TEXTS) };
}
