/** The rooms that new accounts come into, as whoever runs the server has decided. */
import { ChatError } from "../../../../protocol/errors.ts";
import { GENERAL_ROOM } from "../../../../protocol/limits.ts";
import { parseRoomName } from "../../../../protocol/names.ts";
import type { Appliers } from "../../applier.ts";
import type { Store } from "../../database/store.ts";
import { demandServerRight } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { isEncryptedRoom } from "../keys/room_rows.ts";
import { isStaffRoomName, staffRoom } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import type { Acting } from "../order/staff.ts";
import type { WriteStore } from "../write_store.ts";

/** Most rooms that new accounts come into. */
const MAX_DEFAULT_ROOMS = 20;

/** Entries about the rooms that new accounts come into. */
export interface DefaultRoomEntries {
  /**
   * New accounts come into these rooms from now on, and into no others; those that are not there are
   * made. One that they came into until now goes when nobody was ever in it.
   */
  set_default_rooms: {
    fields: Acting & { rooms: readonly string[] };
    result: { rooms: RoomRecord[] };
  };
}

/** Applies {@linkcode DefaultRoomEntries}. */
export const DEFAULT_ROOM_APPLIERS: Appliers<DefaultRoomEntries> = {
  set_default_rooms(store, { actor: account, address, rooms, timeMs }) {
    const actor = demandServerRight(store, account, "set_registration");
    const names = [...new Set(rooms.map(parseRoomName))];
    if (names.length > MAX_DEFAULT_ROOMS) {
      throw new ChatError("bad_field", `There are at most ${MAX_DEFAULT_ROOMS} default rooms`);
    }
    const staff = names.find((name) => isForStaff(store, name));
    if (staff !== undefined) {
      throw new ChatError("no_right", `#${staff} is for those who keep order on the server`);
    }
    const encrypted = names.find((name) => isEncrypted(store, name));
    if (encrypted !== undefined) {
      throw new ChatError("no_right", `#${encrypted} is encrypted: nobody comes in unsigned`);
    }
    const before = defaultRooms(store);
    const after = names.map((name) => ({ id: roomCalled(store, name, timeMs), name }));
    const ids = after.map(({ id }) => id);
    // Every start with the same option is no news.
    if (JSON.stringify(ids) === JSON.stringify(before)) return { rooms: after };
    store.run(
      "INSERT OR REPLACE INTO settings (name, value) VALUES ('default_rooms', ?)",
      JSON.stringify(ids),
    );
    for (const id of before) if (!ids.includes(id)) removeUnused(store, id);
    const detail = names.length === 0 ? "none" : names.map((name) => `#${name}`).join(", ");
    audit(store, { action: "default_rooms", actor, address, detail, timeMs });
    return { rooms: after };
  },
};

/** The ids of the rooms that new accounts come into. */
export function defaultRooms(store: Store): number[] {
  const row = store.get("SELECT value FROM settings WHERE name = 'default_rooms'");
  if (row !== undefined) return JSON.parse(String(row["value"])) as number[];
  const general = store.get("SELECT id FROM conversations WHERE name = ?", GENERAL_ROOM);
  return general === undefined ? [] : [Number(general["id"])];
}

/** The staff's room, or a name that is kept for it and that no room has. */
function isForStaff(store: Store, name: string): boolean {
  if (staffRoom(store)?.name === name) return true;
  return isStaffRoomName(name) &&
    store.get("SELECT 1 FROM conversations WHERE name = ?", name) === undefined;
}

function isEncrypted(store: Store, name: string): boolean {
  const row = store.get("SELECT id FROM conversations WHERE name = ?", name);
  return row !== undefined && isEncryptedRoom(store, Number(row["id"]));
}

function roomCalled(store: WriteStore, name: string, timeMs: number): number {
  const row = store.get("SELECT id FROM conversations WHERE name = ?", name);
  if (row !== undefined) return Number(row["id"]);
  return store.run(
    "INSERT INTO conversations (kind, name, created_ms) VALUES ('public', ?, ?)",
    name,
    timeMs,
  ).id;
}

/** A room of which nobody has ever had anything. */
function removeUnused(store: WriteStore, id: number): void {
  store.run(
    `DELETE FROM conversations WHERE id = ?1
       AND NOT EXISTS (SELECT 1 FROM members WHERE conversation = ?1)
       AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation = ?1)`,
    id,
  );
}
