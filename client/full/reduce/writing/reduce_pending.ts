/** The reducer for own messages on their way: sent, stored, refused, sent again, taken back. */
import { foldUsername } from "../../../../protocol/names.ts";
import type { Place } from "../../../../protocol/records.ts";
import type { Action, Effect } from "../../state/action.ts";
import {
  activeBuffer,
  bufferOf,
  ensureBuffer,
  withBuffer,
  withoutBuffer,
} from "../../state/buffers.ts";
import { lineFrom } from "../../state/draft_lines.ts";
import { findMessage, lastMessage } from "../../state/entries.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, Pending, State } from "../../state/state.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import { addressOf, placeName } from "../../../wording/place.ts";
import { withLinesIn } from "../news/reduce_event.ts";
import { toEnd } from "../places/reduce_place.ts";

/** So many own messages of one place are without an answer at the most. */
export const MAX_PENDING = 500;

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
  const hint = hintFor(place);
  return reduced({ ...sent.state, hint }, ...sent.effects);
}

function hintFor(place: Place): string {
  return `For ${placeName(place)}; Alt+K goes there`;
}

/** Whoever has just written to somebody from elsewhere is told there how that conversation stands. */
export function withStandingSaid(state: State, other: string, standing: string): State {
  const place = state.buffers.map(({ place }) => place)
    .find((each) => each?.with !== undefined && foldUsername(each.with) === other);
  const isSaid = place !== undefined && state.hint === hintFor(place);
  if (!isSaid || !standing.startsWith("NOT ")) return state;
  return { ...state, hint: `For ${placeName(place)}, ${standing}` };
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
    ...nonceOf(state, ticket),
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
  { isFinal = false, isToNobody = false, reason, ticket }: {
    ticket: number;
    reason: string;
    isFinal?: boolean;
    isToNobody?: boolean;
  },
): State {
  const key = keyWith(state, ticket);
  const next = withBuffer(state, key, ({ pending }) => ({
    pending: pending.map((candidate) =>
      candidate.ticket === ticket ? { ...candidate, failure: reason, isFinal } : candidate
    ),
  }));
  const buffer = bufferOf(next, key);
  const place = buffer?.place;
  if (buffer === undefined || place === undefined || state.activeKey === key) return next;
  // A conversation with nobody is not worth a place in the list; ↑ has the text.
  const isDead = isToNobody && lastMessage(buffer.entries) === undefined &&
    buffer.pending.length === 1 && textOf(buffer.draft.line) === "";
  const lines = [`not sent to ${placeName(place)}: ${reason}`];
  return withLinesIn(isDead ? withoutBuffer(next, key) : next, state.activeKey, {
    lines,
    tone: "warning",
  });
}

/** Sends what failed in the active buffer once more. */
export function retry(state: State): Reduced {
  const buffer = activeBuffer(state);
  const isFailed = ({ failure, isFinal }: Pending) => failure !== undefined && isFinal !== true;
  const failed = buffer?.pending.filter(isFailed) ?? [];
  if (buffer?.place === undefined || failed.length === 0) {
    return reduced({ ...state, hint: "Nothing here has failed that can be sent again as it is" });
  }
  const { key, place, serverId } = buffer;
  const next = withBuffer(state, key, ({ pending }) => ({
    pending: pending.map((candidate) =>
      isFailed(candidate) ? { ...candidate, failure: undefined } : candidate
    ),
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

/** A new link is there: everything without an answer goes out on it. */
export function sayAgain(state: State): Reduced {
  const effects = state.buffers.flatMap((buffer) => {
    const { key, pending, place, serverId } = buffer;
    if (place === undefined) return [];
    return pending.filter(({ failure, storedId }) =>
      failure === undefined && storedId === undefined
    )
      .map((each) => sayEffect({ serverId, key, place }, each));
  });
  return reduced(state, ...effects);
}

/** Own messages of an earlier client that has not sent them; they are only shown. */
export function withUnsent(
  state: State,
  serverId: string,
  unsent: readonly UnsentMessage[],
): State {
  let next = state;
  for (const { place, ...each } of unsent) {
    const isKnown = next.buffers.some(({ pending }) =>
      pending.some(({ nonce }) => nonce === each.nonce)
    );
    if (isKnown) continue;
    const ensured = ensureBuffer(next, serverId, place);
    const ticket = ensured.state.nextTicket;
    const kept: Pending = { ...each, ticket, storedId: undefined };
    next = withBuffer({ ...ensured.state, nextTicket: ticket + 1 }, ensured.key, (buffer) => ({
      pending: [...buffer.pending, kept],
    }));
  }
  return next;
}

/** An own message that an earlier client has left. */
export type UnsentMessage =
  & Pick<Pending, "text" | "isMe" | "replyTo" | "sinceMs" | "failure">
  & { readonly nonce: string; readonly place: Place };

function nonceOf({ settings }: State, ticket: number): { nonce?: string } {
  const { noncePrefix } = settings;
  return noncePrefix === undefined ? {} : { nonce: `${noncePrefix}-${ticket}` };
}

function sayEffect(
  { key, place, serverId }: { key: string; place: NonNullable<Buffer["place"]>; serverId: string },
  { isMe, nonce, replyTo, text, ticket }: Pending,
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
      ...(nonce === undefined ? {} : { nonce }),
    },
  };
}
