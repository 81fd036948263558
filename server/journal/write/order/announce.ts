/** What the server itself says in the room of those who keep order, as part of what happens there. */
import { SERVER_NAME, STAFF_ROOM } from "../../../../protocol/limits.ts";
import { nameSkeleton } from "../../database/look_alikes.ts";
import { checksumOf } from "../../database/checksum.ts";
import type { WriteStore } from "../write_store.ts";
import type { Store } from "../../database/store.ts";
import type { RoomRecord } from "../../records.ts";

/** Writes into the staff's room; before there is one, nobody is there to be told. */
export function announce(store: WriteStore, text: string, timeMs: number): void {
  const room = staffRoom(store);
  if (room === undefined) return;
  const id = store.nextId();
  store.run(
    `INSERT INTO messages (id, conversation, author, text, checksum, time_ms)
     VALUES (?, ?, ?, ?, ?, ?)`,
    id,
    room.id,
    Number(store.get("SELECT value FROM meta WHERE name = 'server_account'")?.["value"]),
    text,
    checksumOf(id, text),
    timeMs,
  );
  store.announced.push({ id, timeMs, room, text });
}

/** As it stands in the events of its messages. */
export const ANNOUNCER = SERVER_NAME;

/** The room of those who keep order, if there is one. */
export function staffRoom(store: Store): RoomRecord | undefined {
  const row = store.get(
    `SELECT id, name FROM conversations
     WHERE id = (SELECT value FROM meta WHERE name = 'staff_room') AND deleted_ms IS NULL`,
  );
  return row === undefined ? undefined : { id: Number(row["id"]), name: String(row["name"]) };
}

/**
 * Whether a name is kept for the staff's room, or looks as if it were: whoever reads it there is to
 * know who else does. What had it before it was kept stays what it is.
 */
export function isStaffRoomName(name: string): boolean {
  return nameSkeleton(name.replace(/[-_]?\d+$/, "")) === nameSkeleton(STAFF_ROOM) ||
    nameSkeleton(name) === nameSkeleton(STAFF_ROOM);
}

/**
 * The staff's room, made when there is none. In an old folder another room may have its name; then
 * it has a number.
 */
export function ensureStaffRoom(store: WriteStore, timeMs: number): RoomRecord {
  const existing = staffRoom(store);
  if (existing !== undefined) return existing;
  let name: string = STAFF_ROOM;
  for (let number = 2; isTaken(store, name); number++) name = `${STAFF_ROOM}-${number}`;
  const { id } = store.run(
    `INSERT INTO conversations (kind, name, topic, created_ms)
     VALUES ('private', ?, 'What happens on this server', ?)`,
    name,
    timeMs,
  );
  store.run("UPDATE meta SET value = ? WHERE name = 'staff_room'", id);
  return { id, name };
}

function isTaken(store: Store, name: string): boolean {
  return store.get("SELECT 1 FROM conversations WHERE name = ?", name) !== undefined;
}
