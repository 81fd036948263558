/** The reducer for what is sent: messages, commands, changed messages, and those that failed. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { Message } from "../../../../protocol/records.ts";
import { reasonOf } from "../../../base/failure.ts";
import { parseIntent } from "../../../commands/intent.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import { editableText } from "../../../wording/content/kinds.ts";
import { addressOf, placeName } from "../../../wording/place.ts";
import type { Action, Effect } from "../../state/action.ts";
import {
  activeBuffer,
  bufferOf,
  EMPTY_DRAFT,
  ensureBuffer,
  serverOf,
  withBuffer,
} from "../../state/buffers.ts";
import { lineFrom } from "../../state/drafting.ts";
import { findMessage } from "../../state/entries.ts";
import { andThen, type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, Pending, ServerState, State } from "../../state/state.ts";
import { withLinesIn } from "../news/reduce_event.ts";
import { destinationOf } from "../places/reduce_opening.ts";
import { goTo, toEnd } from "../places/reduce_place.ts";

/** So many own messages of one place are without an answer at the most. */
const MAX_PENDING = 500;
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
  const { id } = purpose.message;
  const next = withBuffer(state, buffer.key, () => ({ draft: EMPTY_DRAFT }));
  if (text === lineText(purpose.message)) return reduced(next);
  // Should the server not take it, ↑ brings it back.
  return reduced(remembered(next, text), { kind: "edit", serverId: buffer.serverId, id, text });
}

/** Sends `text` from the active buffer as if it had been typed there. */
export function sendText(state: State, text: string): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  const { key, serverId } = buffer;
  let intent;
  try {
    intent = parseIntent(text);
  } catch (error) {
    // The text stays on the line, to be corrected.
    return reduced(problemTold(state, reasonOf(error)));
  }
  switch (intent.kind) {
    case "nothing":
      return reduced(state);
    case "private": {
      const next = remembered(cleared(state, buffer), text);
      return saidTo(next, { serverId, place: { with: intent.to }, text: intent.text });
    }
    case "command": {
      const next = remembered(cleared(state, buffer), text);
      const there = destinationOf(next, buffer, intent);
      // What is typed next is for there already.
      const gone = there === undefined ? reduced(next) : goTo(there.state, there.key);
      if (there?.isAsked === false) return gone;
      const opens = there?.key;
      const command = { kind: "command", serverId, bufferKey: key, text, opens } as const;
      return andThen(gone, (state) => reduced(state, command));
    }
    case "say": {
      const problem = sendProblem(buffer, serverOf(state, serverId));
      if (problem !== undefined) return reduced(problemTold(state, problem));
      const { purpose } = buffer.draft;
      return said(remembered(cleared(state, buffer), text), buffer, {
        text: intent.text,
        isMe: false,
        replyTo: purpose.kind === "reply" ? purpose.message.id : undefined,
      });
    }
  }
}

/** Puts an own message on its way to a place, which need not be where the reader is. */
export function saidTo(
  state: State,
  { isMe = false, place, replyTo, serverId, text }: Omit<
    Extract<Action, { kind: "say-to" }>,
    "kind"
  >,
): Reduced {
  const { key, state: there } = ensureBuffer(state, serverId, place);
  const sent = said(there, { key, place, serverId }, { text, isMe, replyTo });
  if (state.activeKey === key) return sent;
  const hint = `For ${placeName(place)}; Alt+K goes there`;
  return reduced({ ...sent.state, hint }, ...sent.effects);
}

/** Puts an own message on its way from a buffer; what is typed there stays. */
function said(
  state: State,
  { key, place, serverId }: Pick<Buffer, "key" | "place" | "serverId">,
  { isMe, replyTo, text }: Pick<Pending, "isMe" | "replyTo" | "text">,
): Reduced {
  if (place === undefined) return reduced(state);
  const ticket = state.nextTicket;
  const pending: Pending = {
    ticket,
    text,
    isMe,
    replyTo,
    sinceMs: state.nowMs,
    failure: undefined,
    storedId: undefined,
  };
  const next = withBuffer({ ...state, nextTicket: ticket + 1 }, key, (buffer) => ({
    pending: [...buffer.pending, pending],
    firstUnreadId: undefined,
  }));
  const shown = state.activeKey === key ? toEnd(next) : next;
  return reduced(shown, sayEffect({ serverId, key, place }, pending));
}

/** A message was stored under `id`; it may have come back already. */
export function stored(state: State, { id, ticket }: { ticket: number; id: number }): State {
  return withBuffer(state, keyWith(state, ticket), ({ entries, hasNewer, pending }) => ({
    pending: findMessage(entries, id) !== undefined || hasNewer
      ? pending.filter((candidate) => candidate.ticket !== ticket)
      : pending.map((candidate) =>
        candidate.ticket === ticket ? { ...candidate, storedId: id } : candidate
      ),
  }));
}

/** Where a message waits: its room may have another name than when it was sent. */
function keyWith({ buffers }: State, ticket: number): string {
  const buffer = buffers.find(({ pending }) =>
    pending.some((candidate) => candidate.ticket === ticket)
  );
  return buffer?.key ?? "";
}

/** A message was refused; it stays to be sent again. */
export function refused(
  state: State,
  { reason, ticket }: { ticket: number; reason: string },
): State {
  const key = keyWith(state, ticket);
  const next = withBuffer(state, key, ({ pending }) => ({
    pending: pending.map((candidate) =>
      candidate.ticket === ticket ? { ...candidate, failure: reason } : candidate
    ),
  }));
  const place = bufferOf(state, key)?.place;
  if (place === undefined || state.activeKey === key) return next;
  const lines = [`not sent to ${placeName(place)}: ${reason}`];
  return withLinesIn(next, state.activeKey, { lines, tone: "warning" });
}

/** Sends what failed in the active buffer once more. */
export function retry(state: State): Reduced {
  const buffer = activeBuffer(state);
  const failed = buffer?.pending.filter(({ failure }) => failure !== undefined) ?? [];
  if (buffer?.place === undefined || failed.length === 0) {
    return reduced({ ...state, hint: "Nothing here has failed" });
  }
  const { key, place, serverId } = buffer;
  const next = withBuffer(state, key, ({ pending }) => ({
    pending: pending.map((candidate) => ({ ...candidate, failure: undefined })),
  }));
  return reduced(next, ...failed.map((pending) => sayEffect({ serverId, key, place }, pending)));
}

/** Takes the last message that failed back onto the line of the active buffer, when that is empty. */
export function takeBack(state: State): State | undefined {
  const buffer = activeBuffer(state);
  const failed = buffer?.pending.findLast(({ failure }) => failure !== undefined);
  if (buffer === undefined || failed === undefined || textOf(buffer.draft.line) !== "") {
    return undefined;
  }
  return withBuffer(state, buffer.key, ({ draft, pending }) => ({
    pending: pending.filter((candidate) => candidate !== failed),
    draft: { ...draft, line: lineFrom(failed.text, draft.line) },
  }));
}

/** How many own messages have not reached the server, over all buffers. */
export function unsentCount(state: State): number {
  return state.buffers.reduce(
    (count, { pending }) => count + pending.filter(({ storedId }) => storedId === undefined).length,
    0,
  );
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

function sayEffect(
  { key, place, serverId }: { key: string; place: NonNullable<Buffer["place"]>; serverId: string },
  { isMe, replyTo, text, ticket }: Pending,
): Effect {
  return {
    kind: "say",
    serverId,
    bufferKey: key,
    ticket,
    message: {
      ...addressOf(place),
      text,
      ...(isMe ? { me: true } : {}),
      ...(replyTo === undefined ? {} : { reply_to: replyTo }),
    },
  };
}
