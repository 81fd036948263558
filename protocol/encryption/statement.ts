/** What a device says of a new key of a conversation: who reads it, which key it is, what it comes after. */
import {
  DEVICE_ID_BYTES,
  HASH_BYTES,
  MAX_PARTICIPANTS,
  MAX_STATEMENT_BYTES,
  SIGNATURE_BYTES,
} from "./bounds.ts";
import { type Bytes, compareBytes, concatenated, sameBytes } from "./bytes.ts";
import { hashed, labelled } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";
import { ByteReader, u32, u64, u8 } from "./fields.ts";

const VERSION = 1;

/** HPKE with X25519, HKDF-SHA256 and AES-256-GCM; Ed25519; AES-256-GCM. */
const SUITE = 1;

/** What sort of conversation it is. */
export const CONVERSATION_KINDS = ["private", "room"] as const;
export type ConversationKind = (typeof CONVERSATION_KINDS)[number];

/** An account that reads, at the point of its log that was known. */
export interface Participant {
  root: Bytes;
  seq: number;
  head: Bytes;
  /** The generation of the secret that the key was sealed to. */
  generation: number;
}

/** What a statement says. */
export interface StatementBody {
  kind: ConversationKind;
  /** The root of a room's log of members; zeros for private messages. */
  room: Bytes;
  /** Where the log of a room's members ended, of which the participants are; only of rooms. */
  members: { seq: number; head: Bytes } | undefined;
  /** From 1, one more for each key of the conversation on its server. */
  epoch: number;
  /** The hash of the statement before, or zeros. */
  previous: Bytes;
  /** When it was made, by the clock of the device. */
  timeMs: number;
  /** The hash by which the key is recognised, see `keyCommitment()`. */
  commitment: Bytes;
  /** In the order of their roots, each once. */
  participants: readonly Participant[];
  /** The device that made the key. */
  device: Bytes;
}

/** A statement with the signature of its device. */
export interface Statement extends StatementBody {
  signature: Bytes;
}

/** The bytes before the signature. */
export function encodeStatementBody(body: StatementBody): Bytes {
  return concatenated(
    u8(VERSION),
    u8(SUITE),
    u8(CONVERSATION_KINDS.indexOf(body.kind) + 1),
    body.room,
    ...body.members === undefined ? [] : [u32(body.members.seq), body.members.head],
    u32(body.epoch),
    body.previous,
    u64(body.timeMs),
    body.commitment,
    u8(body.participants.length),
    ...body.participants.flatMap((one) => [one.root, u32(one.seq), one.head, u32(one.generation)]),
    body.device,
  );
}

/** What the device signs. */
export function statementMessage(body: StatementBody): Bytes {
  return labelled("statement signature", encodeStatementBody(body));
}

/** The whole statement. */
export function encodeStatement(statement: Statement): Bytes {
  return concatenated(encodeStatementBody(statement), statement.signature);
}

/**
 * Reads a statement. Whether it is true, `checkStatement()` says.
 *
 * @throws {EncryptionError} `too_large`, `unknown_version`, `bad_format`.
 */
export function decodeStatement(bytes: Uint8Array): Statement {
  if (bytes.length > MAX_STATEMENT_BYTES) throw new EncryptionError("too_large");
  const reader = new ByteReader(bytes);
  reader.version(VERSION);
  reader.version(SUITE);
  const kind = CONVERSATION_KINDS[reader.u8() - 1];
  if (kind === undefined) throw new EncryptionError("bad_format");
  const statement: Statement = {
    kind,
    room: reader.take(HASH_BYTES),
    members: kind === "room" ? { seq: reader.u32(), head: reader.take(HASH_BYTES) } : undefined,
    epoch: reader.u32(),
    previous: reader.take(HASH_BYTES),
    timeMs: reader.u64(),
    commitment: reader.take(HASH_BYTES),
    participants: readParticipants(reader),
    device: reader.take(DEVICE_ID_BYTES),
    signature: reader.take(SIGNATURE_BYTES),
  };
  reader.end();
  if (statement.epoch < 1 || !isInOrder(statement.participants)) {
    throw new EncryptionError("bad_format");
  }
  if (kind === "private" && (statement.participants.length > 2 || statement.room.some(Boolean))) {
    throw new EncryptionError("bad_format");
  }
  return statement;
}

function readParticipants(reader: ByteReader): Participant[] {
  const count = reader.u8();
  if (count < 1 || count > MAX_PARTICIPANTS) throw new EncryptionError("bad_format");
  return Array.from({ length: count }, () => ({
    root: reader.take(HASH_BYTES),
    seq: reader.u32(),
    head: reader.take(HASH_BYTES),
    generation: reader.u32(),
  }));
}

function isInOrder(participants: readonly Participant[]): boolean {
  return participants.every((one, index) => {
    const before = participants[index - 1];
    return before === undefined || compareBytes(before.root, one.root) < 0;
  });
}

/** The hash by which the next statement, seals and messages name this one. */
export async function statementHash(statement: Uint8Array): Promise<Bytes> {
  return await hashed("statement", statement);
}

/** What a conversation is, for messages: the hash of who is in it, or of its room. */
export async function conversationId(
  { kind, room, participants }: Pick<StatementBody, "kind" | "room" | "participants">,
): Promise<Bytes> {
  if (kind === "room") return await hashed("conversation", u8(2), room);
  const roots = participants.map((one) => one.root);
  return await hashed("conversation", u8(1), u8(roots.length), ...roots);
}

/** The hash by which a key is recognised as that of one epoch of one conversation. */
export async function keyCommitment(key: Bytes, conversation: Bytes, epoch: number) {
  return await hashed("key commitment", conversation, u32(epoch), key);
}

/** Tells whether both are of the same conversation, by who is in it. */
export function sameConversation(one: StatementBody, other: StatementBody): boolean {
  if (one.kind !== other.kind || !sameBytes(one.room, other.room)) return false;
  if (one.kind === "room") return true;
  return one.participants.length === other.participants.length &&
    one.participants.every((participant, index) =>
      sameBytes(participant.root, other.participants[index]?.root ?? new Uint8Array())
    );
}
