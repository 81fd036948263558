/** An encrypted room over a real server: what its people send, without the rules of a client. */
import {
  type NewConversationKey,
  newConversationKey,
} from "../../../client/encryption/conversation_key.ts";
import { admit, foundRoom, giveRole, removeSeat } from "../../../client/encryption/room_entries.ts";
import { type Bytes, fromBase64url, toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { RoomRole } from "../../../protocol/encryption/room_entry.ts";
import { followRoom, type RoomLog, seatOfRoot } from "../../../protocol/encryption/room_log.ts";
import type { Line } from "../test_client.ts";
import { TIME_MS } from "./cast.ts";
import { type KeyPerson, wireKey } from "./wire_keys.ts";

/** A room with everybody who was ever in it. */
export class WireRoom {
  readonly name: string;
  readonly people: KeyPerson[];
  log: RoomLog;

  private constructor(name: string, log: RoomLog, owner: KeyPerson) {
    this.name = name;
    this.log = log;
    this.people = [owner];
  }

  /** A room of `owner`, in which the others are. */
  static async of(owner: KeyPerson, ...others: KeyPerson[]): Promise<WireRoom> {
    const entry = await foundRoom(owner.self.author);
    await owner.granted("create", { room: "den", encrypted: true, entry: toBase64url(entry) });
    const room = new WireRoom(
      "den",
      await followRoom(undefined, entry, [owner.self.log]),
      owner,
    );
    for (const other of others) {
      await room.invites(owner, other);
      await other.granted("join", { room: room.name });
    }
    return room;
  }

  /** Follows what an entry of somebody comes to. */
  async takes(entry: Bytes): Promise<void> {
    this.log = await followRoom(this.log, entry, this.people.map(({ self }) => self.log));
  }

  async invites(by: KeyPerson, other: KeyPerson): Promise<Line> {
    const entry = await admit(by.self.author, this.log, other.self.log);
    const answer = await by.granted("invite", {
      room: this.name,
      username: other.name,
      entry: toBase64url(entry),
    });
    if (!this.people.includes(other)) this.people.push(other);
    await this.takes(entry);
    return answer;
  }

  async removal(by: KeyPerson, other: KeyPerson): Promise<Bytes> {
    const seat = seatOfRoot(this.log, other.self.log.root);
    if (seat === undefined) throw new TypeError(`${other.name} is not in the room`);
    return await removeSeat(by.self.author, this.log, seat);
  }

  async signs(by: KeyPerson, entry: Bytes): Promise<Line> {
    const answer = await by.granted("room_entry", { room: this.name, entry: toBase64url(entry) });
    await this.takes(entry);
    return answer;
  }

  async gives(by: KeyPerson, other: KeyPerson, role: RoomRole): Promise<void> {
    const { root } = other.self.log;
    await this.signs(
      by,
      await giveRole(by.self.author, this.log, {
        account: other.name,
        root,
        role,
      }),
    );
    await by.granted("role", { room: this.name, username: other.name, role });
  }

  /** A key for these people. */
  async keyFor(
    by: KeyPerson,
    readers: readonly KeyPerson[],
    before?: NewConversationKey,
  ): Promise<NewConversationKey> {
    return await newConversationKey({
      logs: readers.map(({ self }) => self.log),
      device: by.self.device,
      room: this.log,
      before: before?.key,
      timeMs: TIME_MS,
    });
  }

  /** Says something under a key, which is new or not. */
  async saying(
    by: KeyPerson,
    text: string,
    { isNew, key }: { key: NewConversationKey; isNew: boolean },
  ): Promise<Line> {
    return {
      room: this.name,
      sealed: await by.sealed(key, { text }),
      ...(isNew ? { key: wireKey(key) } : {}),
    };
  }

  /** What the server shows somebody of the room. */
  async shownTo(who: KeyPerson): Promise<{ log: RoomLog; readers: string[]; gone: string[] }> {
    const answer = await who.granted("room_log", { room: this.name });
    let log: RoomLog | undefined;
    const logs = this.people.map(({ self }) => self.log);
    for (const text of answer["log"]) {
      log = await followRoom(log, fromBase64url(text, 512), logs);
    }
    if (log === undefined) throw new TypeError("There is no log");
    const readers = answer["readers"].map(({ username }: Line) => username);
    return { log, readers, gone: answer["gone"] };
  }
}
