/** The key of a conversation: made by one device, stated with its signature, sealed to each account. */
import {
  CONVERSATION_KEY_LIFETIME_MS,
  HASH_BYTES,
  KEY_BYTES,
  MAX_EPOCH_STEP,
} from "../../protocol/encryption/bounds.ts";
import { type Bytes, compareBytes, sameBytes } from "../../protocol/encryption/bytes.ts";
import {
  outdatedParticipants,
  type TrueStatement,
} from "../../protocol/encryption/check_statement.ts";
import { type AccountLog, activeDevices, endOf, pinOf } from "../../protocol/encryption/log.ts";
import { derivationKey, labelled, signature } from "../../protocol/encryption/primitives.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { type RoomLog, roomPinOf } from "../../protocol/encryption/room_log.ts";
import {
  conversationId,
  type ConversationKind,
  encodeStatement,
  keyCommitment,
  type Participant,
  type StatementBody,
  statementHash,
  statementMessage,
} from "../../protocol/encryption/statement.ts";
import type { AccountSecret } from "./account_secret.ts";
import { openSeal, sealTo } from "./hpke_seal.ts";
import type { OwnDevice } from "./own_device.ts";

/** The key of one epoch, ready to seal and open messages. */
export interface ConversationKey extends TrueStatement {
  /** What the keys of messages are derived from. */
  key: CryptoKey;
}

/** The key sealed to one account. */
export interface SealedConversationKey {
  /** The root of the account. */
  root: Bytes;
  /** Of the secret that it was sealed to. */
  generation: number;
  sealed: Bytes;
}

/** A new key, which the server has to take as a whole with the first message under it. */
export interface NewConversationKey {
  statement: Bytes;
  seals: SealedConversationKey[];
  key: ConversationKey;
}

/** What a new key is made for. */
export interface ConversationKeyOptions {
  /** The logs of everybody who shall read, one's own among them, followed to their ends. */
  logs: readonly AccountLog[];
  device: OwnDevice;
  /** The newest statement that the server has of this place, whoever it was between. */
  before: TrueStatement | undefined;
  timeMs: number;
  /** The least epoch, one more than that of the newest statement that was ever seen. @default 1 */
  minEpoch?: number;
  /** The log of the room, newest; without it the conversation is private. */
  room?: RoomLog | undefined;
}

/**
 * Makes a key for everybody in `logs`.
 *
 * @throws {EncryptionError} `turned_off` or `nobody_reads` when somebody could not read it.
 */
export async function newConversationKey(
  options: ConversationKeyOptions,
): Promise<NewConversationKey> {
  const { device, before, timeMs, minEpoch = 1, room } = options;
  const logs = options.logs.toSorted((one, other) => compareBytes(one.root, other.root));
  logs.forEach(checkReadable);
  const kind: ConversationKind = room === undefined ? "private" : "room";
  const participants = logs.map(participantOf);
  const end = room === undefined ? undefined : roomPinOf(room);
  const place = {
    kind,
    room: end?.id ?? new Uint8Array(HASH_BYTES),
    members: end === undefined ? undefined : { seq: end.seq, head: end.head },
    participants,
  };
  const conversation = await conversationId(place);
  const last = before?.statement.epoch ?? 0;
  const epoch = Math.max(last + 1, Math.min(minEpoch, last + MAX_EPOCH_STEP));
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const body: StatementBody = {
    ...place,
    epoch,
    previous: before?.hash ?? new Uint8Array(HASH_BYTES),
    timeMs,
    commitment: await keyCommitment(bytes, conversation, epoch),
    device: device.id,
  };
  const sign = await signature(device.privateSigningKey, statementMessage(body));
  const statement = encodeStatement({ ...body, signature: sign });
  const hash = await statementHash(statement);
  const author = logs.find((log) => activeDevices(log).some(({ id }) => sameBytes(id, device.id)));
  if (author === undefined) throw new EncryptionError("device_removed");
  const key = {
    statement: { ...body, signature: sign },
    hash,
    conversation,
    author: author.root,
    key: await derivationKey(bytes),
  };
  return { statement, seals: await sealsOf(bytes, hash, logs), key };
}

function checkReadable(log: AccountLog): void {
  if (log.isOff) throw new EncryptionError("turned_off");
  if (activeDevices(log).length === 0) throw new EncryptionError("nobody_reads");
}

function participantOf(log: AccountLog): Participant {
  return { ...pinOf(log), generation: endOf(log).generation };
}

async function sealsOf(
  key: Bytes,
  statement: Bytes,
  logs: readonly AccountLog[],
): Promise<SealedConversationKey[]> {
  return await Promise.all(logs.map(async ({ root, secretKeys }) => {
    const publicKey = secretKeys.at(-1);
    if (publicKey === undefined) throw new EncryptionError("nobody_reads");
    const sealed = await sealTo(publicKey, key, sealInfo(statement, root));
    return { root, generation: secretKeys.length, sealed };
  }));
}

function sealInfo(statement: Bytes, root: Bytes): Bytes {
  return labelled("conversation key", statement, root);
}

/** What a device opens a sealed key of a conversation with. */
export interface ConversationKeyOpening {
  /** A statement that was found true. */
  found: TrueStatement;
  /** The root of one's own account. */
  root: Bytes;
  /** The key as it was sealed to one's own account. */
  sealed: Bytes;
  /** The secrets of the account, by generation. */
  secrets: ReadonlyMap<number, AccountSecret>;
}

/**
 * Opens the key of a true statement.
 *
 * @throws {EncryptionError} `not_a_participant`; `no_key` when the secret of its generation is not
 * there; `bad_seal` when it is another key than the one that was stated.
 */
export async function openConversationKey(
  { found, root, sealed, secrets }: ConversationKeyOpening,
): Promise<ConversationKey> {
  const { statement, hash, conversation } = found;
  const own = statement.participants.find((one) => sameBytes(one.root, root));
  if (own === undefined) throw new EncryptionError("not_a_participant");
  const secret = secrets.get(own.generation);
  if (secret === undefined) throw new EncryptionError("no_key");
  const bytes = await openSeal(secret.pair, sealed, sealInfo(hash, root));
  const commitment = await keyCommitment(bytes, conversation, statement.epoch);
  if (!sameBytes(commitment, statement.commitment)) throw new EncryptionError("bad_seal");
  return { ...found, key: await derivationKey(bytes) };
}

/**
 * Tells whether there has to be a new key before the next message: the secret of somebody is another
 * one by now, somebody came or went, or the key is 30 days old. `ageMs` is by the server's clock alone:
 * two devices of which one has a wrong clock would replace each other's keys for ever.
 */
export function isKeyDue(
  { statement }: Pick<TrueStatement, "statement">,
  { logs, ageMs }: { logs: readonly AccountLog[]; ageMs: number },
): boolean {
  return outdatedParticipants(statement, logs).length > 0 ||
    logs.length !== statement.participants.length ||
    ageMs >= CONVERSATION_KEY_LIFETIME_MS;
}
