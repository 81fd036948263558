/** The reducer for messages: new ones, changed ones, and pages of the past. */
import type { Message } from "../../../../protocol/records.ts";
import type { ChangeEvent } from "../../../wording/change_text.ts";
import { withRevision } from "../../../wording/content/kinds.ts";
import type { Marked } from "../../../wording/marked.ts";
import { callsReader } from "../../../wording/mentions.ts";
import { isSame } from "../../../wording/message_text.ts";
import { placeOf } from "../../../wording/place.ts";
import { decideNotification } from "../../sequences/notifications.ts";
import type { Effect, Fetch, ServerNews } from "../../state/action.ts";
import { hasGrown, withBoundedTexts } from "../../state/bounded_texts.ts";
import { ensureBuffer, serverOf, withBuffer, withServer } from "../../state/buffers.ts";
import {
  findMessage,
  firstMessage,
  indexFrom,
  lastMessage,
  mostEntries,
  withChange,
  withMessages,
  withoutNewest,
  withoutOldest,
} from "../../state/entries.ts";
import { reactionsAfter } from "../../state/reactions.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import {
  type Buffer,
  type Entry,
  type MessageEntry,
  type Pending,
  type State,
} from "../../state/state.ts";

/** So much is kept of the buffer whose end is looked at: who does not scroll back needs no more. */
const MAX_LIVE_ENTRIES = 2_000;
/** So much is kept of a buffer that nobody looks at; going there fetches the rest again. */
export const MAX_BACKGROUND_ENTRIES = 500;

type News<K extends ServerNews["kind"]> = { serverId: string } & Extract<ServerNews, { kind: K }>;

/** Says whether the server tells in a message what the reader has done. */
export type IsOwnDeed = (username: string, message: Message) => boolean;

/** Whether what is at the end of the buffer is before somebody's eyes. */
export function isBeingRead(state: State, buffer: Buffer): boolean {
  return state.activeKey === buffer.key && state.hasFocus && buffer.scroll.kind === "end" &&
    !buffer.hasNewer && state.overlay?.kind !== "login";
}

/** A message has come. What the reader has done, and the server tells the others of the staff, is read. */
export function messageCame(
  state: State,
  news: News<"message">,
  isOwnDeed?: IsOwnDeed,
): Reduced {
  const { isReplayed, message, quoted, serverId } = news;
  const { countedId: counted = 0, username = "" } = serverOf(state, serverId) ?? {};
  const place = placeOf(message, username);
  const found = ensureBuffer(state, serverId, place);
  const effects: Effect[] = [];
  const known = withServer(found.state, serverId, ({ lastId }) => ({
    lastId: Math.max(lastId, message.id),
  }));
  const next = withBuffer(known, found.key, (buffer) => {
    const entry = messageEntry(
      message,
      readerOf(state, serverId),
      quoted ?? quotedIn(buffer, message),
    );
    const isRead = isBeingRead(state, buffer);
    const isDirect = entry.isMention || (message.to !== undefined && !entry.isOwn);
    const isDone = isOwnDeed?.(username, message);

    const isNews = !entry.isOwn && !isDone;
    if (isNews) {
      const notification = decideNotification(message, {
        username,
        isMention: entry.isMention,
        isSeen: isRead,
        isHistory: isReplayed,
        mode: buffer.notify ?? state.settings.notify,
      });
      if (notification !== undefined) effects.push({ kind: "notify", notification });
    }
    const isUnread = isNews && !isRead && message.id > counted;
    if (isDone && buffer.unread === 0 && !buffer.keepsUnread) {
      effects.push({ kind: "read", serverId, place, id: message.id });
    }
    return {
      ...(buffer.hasNewer ? {} : appended(state, buffer, entry)),
      pending: entry.isOwn ? withoutEcho(buffer.pending, message) : buffer.pending,
      newBelow: buffer.scroll.kind === "end" && !buffer.hasNewer ? 0 : buffer.newBelow + 1,
      unread: isUnread ? buffer.unread + 1 : buffer.unread,
      mentions: isUnread && isDirect ? buffer.mentions + 1 : buffer.mentions,
      firstUnreadId: isUnread ? buffer.firstUnreadId ?? message.id : buffer.firstUnreadId,
      keepsUnread: false,
      typing: withoutTypist(buffer.typing, message.from),
    };
  });
  return reduced(withBoundedTexts(next, found.key), ...effects);
}

/** Whoever has written a message has stopped typing; the same list where they were not. */
function withoutTypist(typing: Buffer["typing"], username: string): Buffer["typing"] {
  const others = typing.filter((typist) => !isSame(typist.username, username));
  return others.length === typing.length ? typing : others;
}

/** A message was edited, deleted or reacted to. */
export function messageChanged(state: State, { event, serverId }: News<"change">): State {
  return changed(state, serverId, event.message, (message) => applied(message, event));
}

/** A message stands like this now. */
export function messageAmended(
  state: State,
  { message, quoted, serverId }: News<"amend">,
): State {
  // What was signed does not become something else without a word.
  const marked = ({ encryption }: Marked): Marked =>
    encryption === "sealed" && message.deleted !== true
      ? { encryption: "plain", ...message }
      : message;
  return changed(state, serverId, message.id, marked, quoted);
}

/** A page of messages was fetched. */
export function pageCame(state: State, page: News<"page">): State {
  const reader = readerOf(state, page.serverId);
  const lastId = page.messages.at(-1)?.id ?? 0;
  const known = withServer(state, page.serverId, (server) => ({
    lastId: Math.max(server.lastId, lastId),
  }));
  const joined = withBuffer(known, page.bufferKey, (buffer) => {
    const byId = new Map(page.messages.map((message) => [message.id, message]));
    const added = page.messages.map((message) => {
      const { reply_to: id = 0 } = message;
      const quoted = byId.get(id) ?? page.quotes.get(id) ?? quotedIn(buffer, message);
      return messageEntry(message, reader, quoted);
    });
    return { fetching: undefined, ...joinedTo(buffer, added, page) };
  });
  return withBoundedTexts(joined, page.bufferKey);

  function joinedTo(
    buffer: Buffer,
    added: readonly MessageEntry[],
    { hasMore, which }: { hasMore: boolean; which: Fetch },
  ): Partial<Buffer> {
    switch (which.kind) {
      case "latest": {
        // What is there already goes on from this page, or there is a hole between the two.
        const isJoined = isContiguous(buffer.entries, added, hasMore);
        const kept = isJoined ? buffer.entries : withoutMessages(buffer.entries);
        return {
          entries: withMessages(kept, added),
          hasOlder: isJoined && reachesBack(buffer.entries, added) ? buffer.hasOlder : hasMore,
          hasNewer: false,
          isLoaded: true,
        };
      }
      case "older": {
        const entries = withMessages(buffer.entries, added);
        const cut = withoutNewest(entries, mostEntries(state));
        return {
          entries: cut,
          hasOlder: hasMore,
          hasNewer: buffer.hasNewer || cut.length < entries.length,
        };
      }
      case "newer": {
        const entries = withMessages(buffer.entries, added);
        const cut = withoutOldest(entries, mostEntries(state));
        return {
          entries: cut,
          hasNewer: hasMore,
          hasOlder: buffer.hasOlder || cut.length < entries.length,
        };
      }
      case "around": {
        const { id } = which;
        if (!added.some((entry) => entry.id === id)) return {};
        const lastKnown = lastMessage(buffer.entries)?.id ?? 0;
        const isLast = !buffer.hasNewer && added.some((entry) => entry.id === lastKnown);
        return {
          entries: isLast ? withMessages(buffer.entries, added) : added,
          hasOlder: isLast ? buffer.hasOlder : true,
          hasNewer: !isLast,
          // The latest are fetched when they are gone to.
          isLoaded: true,
        };
      }
    }
  }
}

/** Whether the fetched page and what is there overlap or touch, so that nothing is missing between. */
function isContiguous(
  entries: readonly Entry[],
  added: readonly MessageEntry[],
  hasMore: boolean,
): boolean {
  const first = firstMessage(entries);
  const last = lastMessage(entries);
  const [oldest] = added;
  if (first === undefined || last === undefined || oldest === undefined || !hasMore) return true;
  return oldest.id <= last.id;
}

function reachesBack(entries: readonly Entry[], added: readonly MessageEntry[]): boolean {
  const first = firstMessage(entries);
  const [oldest] = added;
  return first !== undefined && oldest !== undefined && first.id < oldest.id;
}

function withoutMessages(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ kind }) => kind !== "message");
}

/** Whom messages may call, and at which words besides the name. */
interface Called {
  readonly username: string;
  readonly highlights: RegExp | undefined;
}

function readerOf(state: State, serverId: string): Called {
  const { highlights } = state.settings;
  return { username: serverOf(state, serverId)?.username ?? "", highlights };
}

function messageEntry(
  message: Message,
  { highlights, username }: Called,
  quoted: Message | undefined,
): MessageEntry {
  const isOwn = isSame(message.from, username);
  return {
    kind: "message",
    id: message.id,
    sub: 0,
    timeMs: Date.parse(message.time) || 0,
    message,
    quoted,
    isOwn,
    isMention: callsReader(message, username, highlights),
  };
}

function quotedIn({ entries }: Buffer, { reply_to: id }: Message): Message | undefined {
  return findMessage(entries, id)?.message;
}

function appended(state: State, buffer: Buffer, entry: MessageEntry): Partial<Buffer> {
  const entries = withMessages(buffer.entries, [entry]);
  if (entries.at(-1) === entry) hasGrown(buffer.entries, entries, entry);
  const isAtEnd = buffer.scroll.kind === "end";
  // The oldest may be what the reader looks at: what is new is fetched when it is scrolled to.
  if (!isAtEnd && entries.length > mostEntries(state)) return { hasNewer: true };
  const isActive = state.activeKey === buffer.key;
  const kept = isActive ? MAX_LIVE_ENTRIES : MAX_BACKGROUND_ENTRIES;
  const count = isAtEnd ? Math.min(kept, mostEntries(state)) : mostEntries(state);
  const cut = withoutOldest(entries, count);
  return { entries: cut, hasOlder: buffer.hasOlder || cut.length < entries.length };
}

/** The own message has come back before the answer to it, or after. */
function withoutEcho(pending: readonly Pending[], message: Message): readonly Pending[] {
  const isEcho = ({ failure, storedId, text }: Pending) =>
    storedId === message.id ||
    (storedId === undefined && failure === undefined && text === message.text);
  const index = pending.findIndex(isEcho);
  return index < 0 ? pending : pending.toSpliced(index, 1);
}

function changed(
  state: State,
  serverId: string,
  id: number,
  change: (message: Message) => Message,
  quoted?: Message,
): State {
  const { highlights, username } = readerOf(state, serverId);
  const buffer = state.buffers.find((candidate) =>
    candidate.serverId === serverId && holds(candidate, id)
  );
  if (buffer === undefined) return state;
  return withBuffer(state, buffer.key, ({ entries }) => ({
    entries: withChange(entries, id, change).map((entry) => {
      if (entry.kind !== "message" || entry.id !== id) return entry;
      const isMention = callsReader(entry.message, username, highlights);
      return {
        ...entry,
        isMention,
        quoted: entry.quoted ?? quoted ?? findMessage(entries, entry.message.reply_to)?.message,
      };
    }),
  }));
}

function holds({ entries }: Buffer, id: number): boolean {
  const entry = entries[indexFrom(entries, { id, sub: 0 })];
  if (entry?.id === id && entry.kind === "message") return true;
  return entries.some((other) => other.kind === "message" && other.quoted?.id === id);
}

function applied(message: Message, event: ChangeEvent): Message {
  switch (event.event) {
    case "edited":
      return isOfAnother(message, event) ? message : withRevision(message, event);
    case "deleted": {
      const { reactions: _, ...rest } = message;
      return { ...rest, text: "", deleted: true };
    }
    case "reacted":
      return { ...message, reactions: reactionsAfter(message.reactions, event) };
  }
}

/** Whether an edit is by somebody else than what was signed. */
function isOfAnother(message: Marked, { from }: { from: string }): boolean {
  return message.encryption === "sealed" && !isSame(message.from, from);
}
