/** Entries about hooks: ways for programs into a room and out of it. */
import { ChatError } from "../../../../protocol/errors.ts";
import { hookSpeaker } from "../../../../protocol/hook_names.ts";
import type { Appliers } from "../../applier.ts";
import type { Store } from "../../database/store.ts";
import { actorOf, admitToRoom } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { audit, type AuditedAction } from "../order/audit.ts";
import type { Acting } from "../order/staff.ts";
import type { WriteStore } from "../write_store.ts";
import { demandReadable, type HookRow, ownedHook } from "./hook_rows.ts";

/** Most hooks of one room, and most that lead out of all rooms together. */
const MAX_HOOKS_IN_ROOM = 20;
const MAX_HOOKS_OUT = 500;

/** A hook that is to be made. */
export interface NewHook {
  room: string;
  name: string;
  /** The hash of the token that lets others in; undefined for one that leads out. */
  tokenHash: Uint8Array | undefined;
  /** Where it leads; undefined for one that lets others in. */
  url: string | undefined;
  /** What signatures are made with; empty when what comes in needs none. */
  secret: string;
  /** How often it may be used in a minute. */
  perMinute: number;
  /** What a message must have to go out, one of these; none: everything goes. */
  words: readonly string[];
}

/** A hook has come, gone, or changed. */
export interface HookChanged {
  hook: number;
  room: RoomRecord;
  isOutgoing: boolean;
}

/** Entries about hooks. */
export interface HookEntries {
  /** Makes a hook, for those who moderate the room. */
  add_hook: { fields: Acting & NewHook; result: HookChanged };
  /** Takes one away; what it has said stays. */
  revoke_hook: { fields: Acting & { hook: number }; result: HookChanged };
  /** Has a hook that was switched off lead out again, from the next message on. */
  resume_hook: { fields: Acting & { hook: number }; result: HookChanged };
}

/** Applies {@linkcode HookEntries}. */
export const HOOK_APPLIERS: Appliers<HookEntries> = {
  add_hook(store, entry) {
    const { actor: account, address, name, tokenHash, url, secret, perMinute, timeMs } = entry;
    const place = admitToRoom(store, account, entry.room, "moderate");
    const isOutgoing = url !== undefined;
    demandReadable(store, place.id);
    checkBounds(store, { room: place.id, name, isOutgoing });
    const { id: speaker } = store.run(
      `INSERT INTO accounts (name, folded_name, password, created_ms, seen_ms)
       VALUES (?, NULL, '', ?, ?)`,
      hookSpeaker(name),
      timeMs,
      timeMs,
    );
    const { id: hook } = store.run(
      `INSERT INTO hooks (room, account, name, direction, token_hash, secret, per_minute, url, words,
         made_by, made_ms, sent_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      place.id,
      speaker,
      name,
      isOutgoing ? "out" : "in",
      isOutgoing ? null : tokenHash ?? null,
      secret,
      perMinute,
      url ?? null,
      JSON.stringify(entry.words),
      account > 0 ? account : null,
      timeMs,
      store.lastId,
    );
    const room = { id: place.id, name: place.name };
    const detail = isOutgoing ? `hook ${hook} out to ${hostOf(url)}` : `hook ${hook} in`;
    const actor = actorOf(store, account);
    const target = hookSpeaker(name);
    audit(store, { action: "add_hook", actor, address, target, room: room.name, detail, timeMs });
    return { hook, room, isOutgoing };
  },

  revoke_hook(store, entry) {
    const hook = ownedHook(store, entry.actor, entry.hook);
    store.run("DELETE FROM hooks WHERE id = ?", hook.id);
    return noted(store, entry, { hook, action: "revoke_hook" });
  },

  resume_hook(store, entry) {
    const hook = ownedHook(store, entry.actor, entry.hook);
    if (!hook.isOff) return changeOf(hook);
    store.run(
      "UPDATE hooks SET off_ms = NULL, failing_ms = NULL, sent_id = ? WHERE id = ?",
      store.lastId,
      hook.id,
    );
    return noted(store, entry, { hook, action: "resume_hook" });
  },
};

/** A room that is deleted takes its hooks along. */
export function dropHooksOf(store: WriteStore, room: number): void {
  store.run("DELETE FROM hooks WHERE room = ?", room);
}

function checkBounds(
  store: Store,
  { room, name, isOutgoing }: { room: number; name: string; isOutgoing: boolean },
): void {
  const same = store.get(
    "SELECT 1 FROM hooks WHERE room = ? AND lower(name) = lower(?)",
    room,
    name,
  );
  if (same !== undefined) throw new ChatError("name_taken", "There is a hook of this name already");
  const inRoom = store.get("SELECT count(*) AS count FROM hooks WHERE room = ?", room);
  if (Number(inRoom?.["count"]) >= MAX_HOOKS_IN_ROOM) {
    throw new ChatError(
      "too_many_hooks",
      `There are ${MAX_HOOKS_IN_ROOM} hooks in this room, as many as there may be; revoke one first`,
    );
  }
  if (!isOutgoing) return;
  const out = store.get("SELECT count(*) AS count FROM hooks WHERE direction = 'out'");
  if (Number(out?.["count"]) >= MAX_HOOKS_OUT) {
    throw new ChatError("too_many_hooks", "This server has as many outgoing hooks as it may have");
  }
}

function noted(
  store: WriteStore,
  { actor: account, address, timeMs }: Acting & { actor: number; timeMs: number },
  { hook, action }: { hook: HookRow; action: AuditedAction },
): HookChanged {
  const actor = actorOf(store, account);
  const target = hookSpeaker(hook.name);
  const detail = `hook ${hook.id}`;
  audit(store, { action, actor, address, target, room: hook.place.name, detail, timeMs });
  return changeOf(hook);
}

function changeOf({ id, place, isOutgoing }: HookRow): HookChanged {
  return { hook: id, room: { id: place.id, name: place.name }, isOutgoing };
}

/** Paths often have a secret in them, which the log need not know. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "?";
}
