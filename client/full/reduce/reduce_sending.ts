/** The reducer for what is sent: messages, commands, changed messages, and those that failed. */
import type { Message } from "../../../protocol/events.ts";
import { parseIntent } from "../../intent.ts";
import { textOf } from "../../line_editor.ts";
import { reasonOf } from "../../failure.ts";
import { addressOf, placeName } from "../../place.ts";
import { activeBuffer, bufferKey, bufferOf, EMPTY_DRAFT, withBuffer } from "../state/buffers.ts";
import { lineFrom } from "../state/drafting.ts";
import type { Effect } from "../state/action.ts";
import { findMessage } from "../state/entries.ts";
import { type Reduced, reduced } from "./reduced.ts";
import { withLinesIn } from "./reduce_event.ts";
import { goTo, toEnd } from "./reduce_place.ts";
import type { Buffer, Pending, State } from "../state/state.ts";

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
  return reduced(next, { kind: "edit", serverId: buffer.serverId, id, text });
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
    case "private":
    case "command": {
      const next = remembered(cleared(state, buffer), text);
      const there = intent.kind === "command" && intent.name === "room"
        ? knownPlace(next, serverId, intent.args)
        : undefined;
      // What is typed next is for there already.
      if (there !== undefined) return goTo(next, there);
      return reduced(next, { kind: "command", serverId, bufferKey: key, text });
    }
    case "say": {
      const problem = sendProblem(buffer);
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

/** Puts an own message on its way from a buffer; what is typed there stays. */
export function said(
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
export function stored(
  state: State,
  { bufferKey: key, id, ticket }: { bufferKey: string; ticket: number; id: number },
): State {
  return withBuffer(state, key, ({ entries, hasNewer, pending }) => ({
    pending: findMessage(entries, id) !== undefined || hasNewer
      ? pending.filter((candidate) => candidate.ticket !== ticket)
      : pending.map((candidate) =>
        candidate.ticket === ticket ? { ...candidate, storedId: id } : candidate
      ),
  }));
}

/** A message was refused; it stays to be sent again. */
export function refused(
  state: State,
  { bufferKey: key, reason, ticket }: { bufferKey: string; ticket: number; reason: string },
): State {
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
  return textOf(lineFrom(message.text));
}

/** The key of the buffer that `/room` means, if the account is in it. */
function knownPlace(state: State, serverId: string, args: string): string | undefined {
  const name = args.trim().toLowerCase();
  const place = name.startsWith("@")
    ? { with: name.slice(1) }
    : { room: name.startsWith("#") ? name.slice(1) : name };
  const found = bufferOf(state, bufferKey(serverId, place));
  return found?.isIn === true ? found.key : undefined;
}

function sendProblem({ isIn, place }: Buffer): string | undefined {
  if (place === undefined) {
    return "This window is the server's own; go to a room first (Alt+1, Alt+K), or type a /command";
  }
  const name = placeName(place);
  return isIn
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
