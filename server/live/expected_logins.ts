/** Logins that are committed but have not entered yet. */
import type { ServerRole } from "../../protocol/records.ts";
import type { AccountRecord, RoomRecord } from "../journal/records.ts";

/**
 * Keeps them true until they enter: what happens to their rooms, their role and their session in the
 * same group commit must not be lost. Bounded by the logins that one group commit holds.
 */
export class ExpectedLogins {
  readonly #records = new Set<AccountRecord>();

  /** Expects a login from its commit on. */
  add(record: AccountRecord): void {
    this.#records.add(record);
  }

  /** Expects it no more; false when it was revoked meanwhile. */
  take(record: AccountRecord): boolean {
    return this.#records.delete(record);
  }

  /** Forgets those of these sessions of an account. */
  revoke(account: number, isMeant: (session: number) => boolean): void {
    for (const record of this.#of(account)) {
      if (isMeant(record.session)) this.#records.delete(record);
    }
  }

  /** An account has another role on the server. */
  setRole(account: number, role: ServerRole): void {
    for (const record of this.#of(account)) record.role = role;
  }

  /** An account became a member of a room. */
  joinRoom(account: number, room: RoomRecord): void {
    for (const record of this.#of(account)) record.rooms.push(room);
  }

  /** An account is no member of a room any more. */
  leaveRoom(account: number, room: number): void {
    for (const record of this.#of(account)) {
      record.rooms = record.rooms.filter(({ id }) => id !== room);
    }
  }

  /** A room has another name. */
  renameRoom(room: RoomRecord): void {
    for (const { rooms } of this.#records) {
      const index = rooms.findIndex(({ id }) => id === room.id);
      if (index >= 0) rooms[index] = room;
    }
  }

  /** A room is gone. */
  deleteRoom(room: number): void {
    for (const record of this.#records) {
      record.rooms = record.rooms.filter(({ id }) => id !== room);
    }
  }

  *#of(account: number): Generator<AccountRecord> {
    for (const record of this.#records) if (record.id === account) yield record;
  }
}
