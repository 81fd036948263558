/** Entries about what hooks say, and about what became of what they were to bring out. */
import type { Content } from "../../../../protocol/content/content.ts";
import { checkContent } from "../../../../protocol/content/kinds.ts";
import { hookSpeaker } from "../../../../protocol/hook_names.ts";
import type { Appliers } from "../../applier.ts";
import { messageContent } from "../../content/kinds.ts";
import type { StorageLimits } from "../../files/storage_limits.ts";
import type { AdmittedMessage } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { checkTextRoom } from "../files/quotas.ts";
import { changeText } from "../messages/change_text.ts";
import { roomCall } from "../messages/mentions.ts";
import { type Changed, changed } from "../messages/messages.ts";
import { checkRoom, hushed, type NewMessage, post } from "../messages/post.ts";
import { type Hushing, type Posted, posted } from "../messages/posted.ts";
import { screenContent, type ScreeningResult, screeningResult } from "../messages/screening.ts";
import type { WriteStore } from "../write_store.ts";
import { demandReadable, hookOf, type HookRow } from "./hook_rows.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Most messages of one hook that it goes on changing; of more the newest. */
const MAX_GROUPS = 500;

/** What several calls of a sender are about: one message, which changes. */
export interface HookGroup {
  /** What the sender calls it. */
  name: string;
  /** Whether nothing more is to come of it. */
  isOver: boolean;
}

/** What a hook says. */
export interface HookMessage {
  hook: number;
  text: string;
  /** What it belongs to; undefined for a message of its own. */
  group: HookGroup | undefined;
  replyTo: number | undefined;
  nonce: string | undefined;
  limits?: StorageLimits;
}

/** What became of it: a message, other words for one, or nothing, because it said the same before. */
export type HookSaid =
  | Posted & { as: "message"; room: RoomRecord; from: string; content: Content }
  | Changed & ScreeningResult & Hushing & { as: "edit"; content: Content }
  | { as: "nothing"; message: number };

/** How far a hook that leads out has come. */
export interface HookNoted {
  room: RoomRecord;
  /** What it says for the last time, when it was switched off by this. */
  farewell: { id: number; timeMs: number; from: string; content: Content } | undefined;
}

/** Entries about what goes through hooks. */
export interface HookMessageEntries {
  /** What came through a hook, or was answered to one, is said in its room. */
  say_hook: { fields: HookMessage; result: HookSaid };
  /**
   * Everything up to a message went out, or the last of it was given up (`isTaken` false). A hook that
   * fails for a day is switched off, and says so.
   */
  note_hook: { fields: { hook: number; upTo: number; isTaken: boolean }; result: HookNoted };
}

/** Applies {@linkcode HookMessageEntries}. */
export const HOOK_MESSAGE_APPLIERS: Appliers<HookMessageEntries> = {
  say_hook(store, { hook: id, text, group, replyTo, nonce, limits, timeMs }) {
    const hook = hookOf(store, id);
    const { account, place } = hook;
    const from = hookSpeaker(hook.name);
    const room = { id: place.id, name: place.name };
    const content: Content = { kind: "text", text };
    const known = posted(store, { actor: account, nonce, timeMs });
    if (known !== undefined) return { as: "message", ...known, room, from, content };
    demandReadable(store, place.id);
    checkContent(content);
    const open = group && openMessage(store, hook, group);
    const screened = screenContent(store, { account, content, place });
    // What says the same again is no news; it was stored as it was screened.
    if (open !== undefined && open.content.text === screened.content.text) {
      keepGroup(store, hook, { group, message: open.id });
      return { as: "nothing", message: open.id };
    }
    if (open === undefined) {
      const writing: NewMessage & { actor: number; timeMs: number } = {
        actor: account,
        authorName: from,
        content,
        replyTo: isThere(store, replyTo, place.id) ? replyTo : undefined,
        nonce,
        timeMs,
        ...(limits === undefined ? {} : { limits }),
      };
      const noteRoom = checkRoom(store, writing, { screened, room: place.id });
      const message = post(store, writing, { conversation: place.id, screened, place });
      noteRoom();
      noteUse(store, hook, timeMs);
      keepGroup(store, hook, { group, message: message.id });
      return { as: "message", ...message, room, from, content };
    }
    const noteText = checkTextRoom(store, { account, content: screened.content, limits, timeMs });
    const call = roomCall(store, { account, content: screened.content, place });
    const change = changeText(store, open, {
      author: account,
      content: screened.content,
      call,
      timeMs,
    });
    const result = screeningResult(store, screened, {
      message: open.id,
      place,
      author: account,
      timeMs,
    });
    noteText();
    noteUse(store, hook, timeMs);
    keepGroup(store, hook, { group, message: open.id });
    return {
      as: "edit",
      ...changed(store, open, { id: change, account, timeMs }),
      ...result,
      ...hushed(call),
      content: screened.content,
    };
  },

  note_hook(store, { hook: id, upTo, isTaken, timeMs }) {
    const hook = hookOf(store, id);
    const { place } = hook;
    const room = { id: place.id, name: place.name };
    const sinceMs = hook.failingMs ?? timeMs;
    const goesOff = !isTaken && !hook.isOff && timeMs - sinceMs >= DAY_MS;
    store.run(
      `UPDATE hooks SET sent_id = max(sent_id, ?), failing_ms = ?, used_ms = ?,
         off_ms = iif(?, ?, off_ms) WHERE id = ?`,
      upTo,
      isTaken ? null : sinceMs,
      timeMs,
      goesOff ? 1 : 0,
      timeMs,
      id,
    );
    return { room, farewell: goesOff ? sayFarewell(store, hook, timeMs) : undefined };
  },
};

/** The message of a group that is still being changed; undefined when it is gone. */
function openMessage(
  store: WriteStore,
  { id, place }: HookRow,
  { name }: HookGroup,
): AdmittedMessage | undefined {
  const row = store.get(
    `SELECT messages.* FROM hook_groups JOIN messages ON messages.id = message
     WHERE hook = ? AND name = ? AND conversation = ? AND deleted_ms IS NULL`,
    id,
    name,
    place.id,
  );
  if (row === undefined) return undefined;
  return {
    id: Number(row["id"]),
    author: Number(row["author"]),
    content: messageContent(store, row),
    text: String(row["text"]),
    place,
    row,
  };
}

function keepGroup(
  store: WriteStore,
  { id }: HookRow,
  { group, message }: { group: HookGroup | undefined; message: number },
): void {
  if (group === undefined) return;
  if (group.isOver) {
    store.run("DELETE FROM hook_groups WHERE hook = ? AND name = ?", id, group.name);
    return;
  }
  store.run(
    `INSERT INTO hook_groups (hook, name, message) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET message = excluded.message`,
    id,
    group.name,
    message,
  );
  store.run(
    `DELETE FROM hook_groups WHERE (hook, name) IN (
       SELECT hook, name FROM hook_groups WHERE hook = ?
       ORDER BY message DESC, name LIMIT -1 OFFSET ${MAX_GROUPS})`,
    id,
  );
}

function noteUse(store: WriteStore, { id }: HookRow, timeMs: number): void {
  store.run("UPDATE hooks SET used_ms = ? WHERE id = ?", timeMs, id);
}

/** What is answered to a message that is gone by now is said all the same. */
function isThere(store: WriteStore, message: number | undefined, room: number): boolean {
  if (message === undefined) return false;
  return store.get(
    "SELECT 1 FROM messages WHERE id = ? AND conversation = ? AND deleted_ms IS NULL",
    message,
    room,
  ) !== undefined;
}

function sayFarewell(
  store: WriteStore,
  { account, name, place, url = "" }: HookRow,
  timeMs: number,
): HookNoted["farewell"] {
  const host = URL.canParse(url) ? new URL(url).host : "the other side";
  const text = `I was switched off: ${host} has taken nothing from me for a day. ` +
    `Whoever moderates this room switches me on again with /hook on ${name}`;
  const content: Content = { kind: "text", text };
  const from = hookSpeaker(name);
  const writing = { actor: account, authorName: from, content, replyTo: undefined, timeMs };
  const { id } = post(store, { ...writing, nonce: undefined }, {
    conversation: place.id,
    screened: { content, isMasked: false, flaggedBy: undefined },
    place,
  });
  return { id, timeMs, from, content };
}
