/**
 * The reducer for messages of the last time that are still shown: they stay until those of now are
 * here, so that nothing is empty in between, and go then, because they may have been changed since.
 */
import { activeBuffer, bufferOf, withBuffer } from "../../full/state/buffers.ts";
import { lastMessage } from "../../full/state/entries.ts";
import type { Reduced } from "../../full/state/reduced.ts";
import type { Buffer, Entry, State } from "../../full/state/state.ts";
import { toFirstUnread } from "./first_unread.ts";
import type { PageReduced } from "./page_action.ts";
import type { PageState, Stale } from "./page_state.ts";

/** All that is shown is of the last time. */
export function allStale({ buffers }: State): Stale {
  return new Map(
    buffers.flatMap(({ entries, key }) => {
      const id = lastMessage(entries)?.id;
      return id === undefined ? [] : [[key, id] as const];
    }),
  );
}

/** A page of a conversation is about to come: what is stale of it goes. */
export function withoutStale(state: PageState, key: string): PageState {
  const upTo = state.stale.get(key);
  if (upTo === undefined) return state;
  const stale = new Map(state.stale);
  stale.delete(key);
  const chat = withBuffer(state.chat, key, ({ entries }) => ({
    entries: entries.filter(({ id, kind }) => kind !== "message" || id > upTo),
  }));
  return { ...state, chat, stale };
}

/** What says the same as before is the same object as before: nothing of it is drawn again. */
export function asBefore(before: State, after: State, key: string): State {
  const known = new Map(
    (bufferOf(before, key)?.entries ?? []).map((entry) => [`${entry.id}.${entry.sub}`, entry]),
  );
  return withBuffer(after, key, ({ entries }) => ({
    entries: entries.map((entry) => {
      const old = known.get(`${entry.id}.${entry.sub}`);
      return old !== undefined && saysSame(old, entry) ? old : entry;
    }),
  }));
}

function saysSame(one: Entry, other: Entry): boolean {
  return one.kind === other.kind && JSON.stringify(one) === JSON.stringify(other);
}

/** The reader has come to the open place: to what they have not read, and not to what is stale there. */
export function arrived(state: PageState): PageReduced {
  const buffer = activeBuffer(state.chat);
  const next = buffer !== undefined && hasUnread(buffer) ? withoutStale(state, buffer.key) : state;
  const { effects, state: chat }: Reduced = toFirstUnread(next.chat);
  return { state: { ...next, chat }, effects };
}

function hasUnread({ firstUnreadId, unread }: Buffer): boolean {
  return unread > 0 && firstUnreadId !== undefined;
}
