/** Which rooms are encrypted: as the server says, and as this device has seen it, whatever that says now. */
import type { OwnKeys, RoomInfo } from "../../protocol/records.ts";
import type { StateEvent } from "../wording/event_text.ts";

/** How a room is called among conversations: `#den`, which no account can be. */
export function roomKey(room: string): string {
  return room.startsWith("#") ? room.toLowerCase() : `#${room.toLowerCase()}`;
}

/** Most rooms that a server is believed to have encrypted; an account is in 200 at most. */
const MAX_TOLD = 1_000;

/** A room that was encrypted once stays it, whatever a server says, until somebody takes it as it is now. */
export class EncryptedRooms {
  /** As the server has said. */
  readonly #told = new Set<string>();
  /** As this device has seen: nothing that a server says takes their places. */
  readonly #seen = new Set<string>();
  /** Whether what this device has seen is among them. */
  #isComplete = false;

  /** Whether it is known of every room how it is. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  has(room: unknown): boolean {
    if (typeof room !== "string") return false;
    const key = roomKey(room);
    return this.#seen.has(key) || this.#told.has(key);
  }

  /** All that are known, by what they are called among conversations. */
  get all(): string[] {
    return [...new Set([...this.#seen, ...this.#told])];
  }

  add(room: string): void {
    if (this.#told.size < MAX_TOLD) this.#told.add(roomKey(room));
  }

  /** Somebody takes the room that is called so now: it is not encrypted. */
  forget(room: string): void {
    this.#seen.delete(roomKey(room));
    this.#told.delete(roomKey(room));
  }

  /** What the server says at a login. */
  told(keys: OwnKeys | undefined): void {
    for (const room of keys?.rooms ?? []) this.add(room);
  }

  /** What this device has seen. */
  seen(rooms: Iterable<string>): void {
    for (const room of rooms) this.#seen.add(roomKey(room));
    this.#isComplete = true;
  }

  /** What an answer says of rooms. */
  answered(answer: object): void {
    const { room, rooms } = answer as { room?: unknown; rooms?: unknown };
    const infos = typeof room === "string" ? [answer] : Array.isArray(rooms) ? rooms : [];
    for (const info of infos as Partial<RoomInfo>[]) {
      if (info.encrypted === true && info.room !== undefined) this.add(info.room);
    }
  }

  /** What an event says of rooms; that one is gone is no reason to write in plain words to another. */
  heard(event: StateEvent): void {
    if (event.event === "room_signed") this.add(event.room);
    if (event.event === "renamed" && this.has(event.room)) this.add(event.name);
  }
}
