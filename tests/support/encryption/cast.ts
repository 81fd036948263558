/** Accounts with devices and secrets, and a conversation between two of them, made in a few lines. */
import {
  type AccountChange,
  type ChangeAuthor,
  startAccount,
} from "../../../client/encryption/account_changes.ts";
import type { AccountSecret } from "../../../client/encryption/account_secret.ts";
import {
  type NewConversationKey,
  newConversationKey,
} from "../../../client/encryption/conversation_key.ts";
import { deviceFromSeed, newSeed, type OwnDevice } from "../../../client/encryption/own_device.ts";
import { admit, foundRoom } from "../../../client/encryption/room_entries.ts";
import type { Bytes } from "../../../protocol/encryption/bytes.ts";
import type { DeviceKind } from "../../../protocol/encryption/device.ts";
import { encodeEntry, type EntryBody, entryMessage } from "../../../protocol/encryption/entry.ts";
import { type AccountLog, endOf, pinOf, seqOf } from "../../../protocol/encryption/log.ts";
import { signature } from "../../../protocol/encryption/primitives.ts";
import {
  EncryptionError,
  type EncryptionProblemCode,
} from "../../../protocol/encryption/problem.ts";
import {
  encodeRoomEntry,
  type RoomEntryBody,
  roomEntryMessage,
} from "../../../protocol/encryption/room_entry.ts";
import {
  followRoom,
  type RoomLog,
  roomPinOf,
  type RoomSeat,
  seatOfRoot,
} from "../../../protocol/encryption/room_log.ts";

export const TIME_MS = 1_800_000_000_000;

/** An account as one of its devices knows it. */
export class Somebody {
  readonly name: string;
  readonly device: OwnDevice;
  log: AccountLog;
  secret: AccountSecret;
  readonly secrets = new Map<number, AccountSecret>();
  readonly entries: Bytes[];
  /** What was made last. */
  change: AccountChange;

  private constructor(name: string, device: OwnDevice, change: AccountChange) {
    this.name = name;
    this.device = device;
    this.change = change;
    this.log = change.log;
    this.secret = secretIn(change);
    this.secrets.set(1, this.secret);
    this.entries = [change.entry];
  }

  static async called(name: string, replaces?: Bytes): Promise<Somebody> {
    const device = await newDevice(name);
    const devices = [device] as const;
    const change = await startAccount({ account: name, devices, timeMs: TIME_MS, replaces });
    return new Somebody(name, device, change);
  }

  get author(): ChangeAuthor {
    return { log: this.log, device: this.device, secret: this.secret, timeMs: TIME_MS };
  }

  /** Takes what `make` makes, as if the server had. */
  async does(make: (author: ChangeAuthor) => Promise<AccountChange>): Promise<AccountChange> {
    this.change = await make(this.author);
    this.log = this.change.log;
    this.entries.push(this.change.entry);
    this.secret = this.change.secret ?? this.secret;
    this.secrets.set(this.secret.generation, this.secret);
    return this.change;
  }

  /** An entry that says what it should not, signed by `device` all the same. */
  async forged(changes: Partial<EntryBody>, device = this.device): Promise<Bytes> {
    const body: EntryBody = {
      kind: "add",
      account: this.name,
      seq: seqOf(this.log) + 1,
      previous: endOf(this.log).head,
      timeMs: TIME_MS,
      signer: device.id,
      added: [],
      removed: [],
      secretKey: undefined,
      ...changes,
    };
    const sign = await signature(device.privateSigningKey, entryMessage(body));
    return encodeEntry({ ...body, signature: sign });
  }
}

function secretIn({ secret }: AccountChange): AccountSecret {
  if (secret === undefined) throw new TypeError("There is no secret");
  return secret;
}

/** A device that nobody has taken in yet. */
export async function newDevice(
  account: string,
  kind: DeviceKind = "terminal",
): Promise<OwnDevice> {
  return await deviceFromSeed({ seed: newSeed(), kind, account });
}

/** A key for the conversation of two. */
export async function keyFor(
  maker: Somebody,
  other: Somebody,
  before?: NewConversationKey,
): Promise<NewConversationKey> {
  return await newConversationKey({
    logs: [maker.log, other.log],
    device: maker.device,
    before: before?.key,
    timeMs: TIME_MS,
  });
}

/** For `assert.rejects()`: it is refused for this reason and no other. */
export function refusedWith(...codes: EncryptionProblemCode[]) {
  return (error: unknown) => {
    if (error instanceof EncryptionError && codes.includes(error.code)) return true;
    throw error;
  };
}

/** `bytes` with one bit changed, two in each byte, and cut off at every place. */
export function* damaged(bytes: Bytes): Generator<Bytes> {
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 128]) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ bit;
      yield changed;
    }
    yield bytes.slice(0, at);
  }
  yield Uint8Array.from([...bytes, 0]);
}

/** A room as its members know it. */
export class SomeRoom {
  log: RoomLog;
  readonly entries: Bytes[] = [];
  /** Whose logs its entries are held against. */
  readonly people: Somebody[];

  private constructor(log: RoomLog, entry: Bytes, people: Somebody[]) {
    this.log = log;
    this.entries.push(entry);
    this.people = people;
  }

  static async of(owner: Somebody, ...others: Somebody[]): Promise<SomeRoom> {
    const entry = await foundRoom(owner.author);
    const room = new SomeRoom(await followRoom(undefined, entry, [owner.log]), entry, [
      owner,
      ...others,
    ]);
    for (const other of others) await room.takes(await admit(owner.author, room.log, other.log));
    return room;
  }

  /** Takes an entry, as if the server had. */
  async takes(entry: Bytes): Promise<void> {
    this.log = await this.follow(entry);
    this.entries.push(entry);
  }

  /** What the log would be with an entry. */
  async follow(entry: Bytes, log: RoomLog | undefined = this.log): Promise<RoomLog> {
    return await followRoom(log, entry, this.people.map((one) => one.log));
  }

  /** An entry that says what it should not, signed by `signer` all the same. */
  async forged(signer: Somebody, changes: Partial<RoomEntryBody>): Promise<Bytes> {
    const { head, seq } = roomPinOf(this.log);
    const body: RoomEntryBody = {
      kind: "admit",
      seq: seq + 1,
      previous: head,
      timeMs: TIME_MS,
      account: signer.name,
      root: signer.log.root,
      role: "member",
      signer: { ...pinOf(signer.log), device: signer.device.id },
      ...changes,
    };
    const sign = await signature(signer.device.privateSigningKey, roomEntryMessage(body));
    return encodeRoomEntry({ ...body, signature: sign });
  }

  /** The seat of somebody. */
  seat(of: Somebody): RoomSeat {
    const seat = seatOfRoot(this.log, of.log.root);
    if (seat === undefined) throw new TypeError(`${of.name} is not in the room`);
    return seat;
  }
}
