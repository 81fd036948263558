/** Hooks as they stand in the database, and who may look after them. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { Row, Store } from "../../database/store.ts";
import { type Admitted, admitToRoom } from "../../gate.ts";

/** A hook, and the room that it belongs to. */
export interface HookRow {
  id: number;
  /** As which account it speaks. */
  account: number;
  name: string;
  isOutgoing: boolean;
  url: string | undefined;
  failingMs: number | undefined;
  isOff: boolean;
  /** The room, as the hook stands to it: it writes while the room is locked, and calls everybody. */
  place: Admitted & {
    /** Whether everything in it is encrypted. */
    isEncryptedRoom: boolean;
  };
}

/** Says that a room where everything is encrypted has no hooks: they could read and write nothing. */
const ENCRYPTED = "This room is end-to-end encrypted: there are no hooks in it";

const HOOK = `
  SELECT hooks.*, kind, conversations.name AS room_name, encrypted_from FROM hooks
  JOIN conversations ON conversations.id = hooks.room AND deleted_ms IS NULL
  WHERE hooks.id = ?`;

/**
 * The hook with this number.
 *
 * @throws {ChatError} `no_such_hook`.
 */
export function hookOf(store: Store, id: number): HookRow {
  const row = store.get(HOOK, id);
  if (row === undefined) throw new ChatError("no_such_hook");
  return hookRow(row);
}

/**
 * The hook, for whoever moderates its room.
 *
 * @throws {ChatError} `no_such_hook`, also for somebody who may not know that it is there.
 */
export function ownedHook(store: Store, account: number, id: number): HookRow {
  const hook = hookOf(store, id);
  try {
    admitToRoom(store, account, hook.place.name, "moderate");
  } catch (error) {
    throw error instanceof ChatError ? new ChatError("no_such_hook") : error;
  }
  return hook;
}

/**
 * Sees to it that what is said in a room is not encrypted.
 *
 * @throws {ChatError} `encryption_required`.
 */
export function demandReadable(store: Store, room: number): void {
  const row = store.get("SELECT encrypted_from FROM conversations WHERE id = ?", room);
  if (row?.["encrypted_from"] === null) return;
  throw new ChatError("encryption_required", ENCRYPTED);
}

function hookRow(row: Row): HookRow {
  return {
    id: Number(row["id"]),
    account: Number(row["account"]),
    name: String(row["name"]),
    isOutgoing: row["direction"] === "out",
    url: row["url"] === null ? undefined : String(row["url"]),
    failingMs: row["failing_ms"] === null ? undefined : Number(row["failing_ms"]),
    isOff: row["off_ms"] !== null,
    place: {
      id: Number(row["room"]),
      kind: row["kind"] as Admitted["kind"],
      name: String(row["room_name"]),
      standing: "speaker",
      role: "speaker",
      isRestrained: false,
      isEncryptedRoom: row["encrypted_from"] !== null,
      isTemporary: false,
      isJoinedByName: false,
      isClosedToGuest: false,
      isWithoutSignals: false,
    },
  };
}
