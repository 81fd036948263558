/** The reducer for what is shown without a connection, and for what waits until there is one. */
import { sayAgain, withUnsent } from "../../full/reduce/writing/reduce_pending.ts";
import { pageArrived } from "../../full/reduce/places/reduce_page.ts";
import { goTo } from "../../full/reduce/places/reduce_place.ts";
import {
  bufferKey,
  bufferOf,
  ensureBuffer,
  serverOf,
  withBuffer,
  withServer,
} from "../../full/state/buffers.ts";
import type { Reduced } from "../../full/state/reduced.ts";
import type { Pending, State } from "../../full/state/state.ts";
import { mayBeForgotten } from "../../link/nonce_age.ts";
import type { OwnAction, PageReduced } from "./page_action.ts";
import { PAGE_TOOLS } from "./page_scrolling.ts";
import { type PageState, SERVER_ID } from "./page_state.ts";

/** There is no connection yet, and this is what is known from the last time. */
export function keptShown(
  state: PageState,
  { account, isEarly = false, place: wanted, places }: Extract<OwnAction, { kind: "kept" }>,
): PageReduced {
  if (state.phase.kind !== "connecting" && !state.isKept) return { state, effects: [] };
  const { activeKey } = state.chat;
  let chat = withServer(state.chat, SERVER_ID, () => ({
    username: account.username,
    name: account.serverName,
    connection: isEarly
      ? { kind: "connecting" }
      : { kind: "offline", reason: "", retryAtMs: state.chat.nowMs },
  }));
  for (const { hasOlder, messages, place, topic } of places) {
    const { key, state: next } = ensureBuffer(chat, SERVER_ID, place);
    chat = withBuffer(next, key, () => ({ topic }));
    if (isEarly && messages.length === 0) continue;
    const page = {
      bufferKey: key,
      which: { kind: "latest" },
      messages,
      hasMore: hasOlder,
    } as const;
    chat = pageArrived(
      chat,
      { kind: "page", serverId: SERVER_ID, quotes: new Map(), ...page },
      PAGE_TOOLS,
    ).state;
    // It does not count as read, nor as all that there is.
    if (isEarly) chat = withBuffer(chat, key, () => ({ isLoaded: false }));
  }
  const keys = [
    ...(state.isKept ? [activeKey] : []),
    ...(wanted === undefined ? [] : [bufferKey(SERVER_ID, wanted)]),
    bufferKey(SERVER_ID, { room: "general" }),
  ];
  const first = keys.find((key) => bufferOf(chat, key)?.place !== undefined) ??
    chat.buffers.find(({ place }) => place !== undefined)?.key;
  if (first !== undefined) chat = goTo(chat, first).state;
  return { state: { ...state, chat, phase: { kind: "chat" }, isKept: true }, effects: [] };
}

/** There is no connection; who was in stays where they are. */
export function notConnected(
  state: PageState,
  { problem }: Extract<OwnAction, { kind: "connecting" }>,
): PageState {
  const isIn = state.phase.kind === "chat" && serverOf(state.chat, SERVER_ID)?.username !== "";
  if (!isIn) return { ...state, phase: { kind: "connecting", problem } };
  const { nowMs } = state.chat;
  const connection = { kind: "offline", reason: problem, retryAtMs: nowMs } as const;
  return { ...state, chat: withServer(state.chat, SERVER_ID, () => ({ connection })) };
}

/** What waits goes out; what is so old that the server might not know it again waits for a word. */
export function waitingSent(before: State, tooOld: string): Reduced {
  const isOld = ({ failure, sinceMs, storedId }: Pending) =>
    failure === undefined && storedId === undefined &&
    mayBeForgotten({ nowMs: before.nowMs, sinceMs });
  const buffers = before.buffers.map((buffer) =>
    buffer.pending.some(isOld)
      ? {
        ...buffer,
        pending: buffer.pending.map((each) => isOld(each) ? { ...each, failure: tooOld } : each),
      }
      : buffer
  );
  return sayAgain({ ...before, buffers });
}

/** What an earlier page has left goes out from here. */
export function unsentCame(
  state: PageState,
  { unsent }: Extract<OwnAction, { kind: "unsent" }>,
): PageReduced {
  const chat: State = withUnsent(state.chat, SERVER_ID, unsent);
  const isLive = serverOf(chat, SERVER_ID)?.connection.kind === "live";
  if (!isLive) return { state: { ...state, chat }, effects: [] };
  const nonces = new Set(unsent.map(({ nonce }) => nonce));
  // Only these: what was here before is on its way.
  const effects = sayAgain(chat).effects.filter((effect) =>
    effect.kind === "say" && effect.message.nonce !== undefined && nonces.has(effect.message.nonce)
  );
  return { state: { ...state, chat }, effects };
}
