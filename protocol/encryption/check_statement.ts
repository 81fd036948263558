/** Whether a statement about the key of a conversation is true: who made it, for whom, after which one. */
import { MAX_EPOCH_STEP } from "./bounds.ts";
import { type Bytes, sameBytes, toHex } from "./bytes.ts";
import { type AccountLog, type LogDevice, type StatedLog, wasActive } from "./log.ts";
import { isSigned } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";
import { type RoomLog, roomSeqOf, wasSeated } from "./room_log.ts";
import {
  conversationId,
  decodeStatement,
  type Participant,
  type Statement,
  statementHash,
  statementMessage,
} from "./statement.ts";

/** A statement that was found true, with what follows from it. */
export interface TrueStatement {
  statement: Statement;
  hash: Bytes;
  conversation: Bytes;
  /** The root of the account whose device made the key. */
  author: Bytes;
}

/**
 * Checks a statement against the logs of everybody in the conversation, which were followed and held
 * against their pins before; and against `room`, the log of the room that it has to be of. Without one
 * it has to be of a private conversation.
 *
 * @throws {EncryptionError} `bad_statement`, `room_missing`, `room_forked`, `bad_signature`, `not_a_participant`, `device_removed`;
 * `log_missing` when it names an entry that `logs` do not have yet; `log_forked`; or what
 * `decodeStatement()` throws.
 */
export async function checkStatement(
  bytes: Bytes,
  logs: readonly StatedLog[],
  room?: RoomLog,
): Promise<TrueStatement> {
  const statement = decodeStatement(bytes);
  checkRoom(statement, room);
  if (statement.participants.length !== logs.length) throw new EncryptionError("bad_statement");
  let author: { device: LogDevice; participant: Participant } | undefined;
  for (const participant of statement.participants) {
    const log = logs.find((one) => sameBytes(one.root, participant.root));
    if (log === undefined) throw new EncryptionError("bad_statement");
    checkParticipant(participant, log);
    const device = log.devices.get(toHex(statement.device));
    if (device !== undefined) author = { device, participant };
  }
  if (author === undefined) throw new EncryptionError("not_a_participant");
  if (!wasActive(author.device, author.participant.seq)) {
    throw new EncryptionError("device_removed");
  }
  const message = statementMessage(statement);
  if (!await isSigned(author.device.signingKey, statement.signature, message)) {
    throw new EncryptionError("bad_signature");
  }
  return {
    statement,
    hash: await statementHash(bytes),
    conversation: await conversationId(statement),
    author: author.participant.root,
  };
}

/** Everybody who reads was let into the room, as far as its log had come. */
function checkRoom({ kind, members, participants, ...statement }: Statement, room?: RoomLog): void {
  if ((kind === "room") !== (room !== undefined)) throw new EncryptionError("bad_statement");
  if (room === undefined || members === undefined) return;
  if (!sameBytes(statement.room, room.id)) throw new EncryptionError("bad_statement");
  if (members.seq > roomSeqOf(room)) throw new EncryptionError("room_missing");
  const head = room.heads[members.seq - 1];
  if (head === undefined || !sameBytes(head, members.head)) {
    throw new EncryptionError("room_forked");
  }
  const areSeated = participants.every(({ root }) => wasSeated(room, root, members.seq));
  if (!areSeated) throw new EncryptionError("bad_statement");
}

function checkParticipant(participant: Participant, log: StatedLog): void {
  if (participant.seq > log.points.length) throw new EncryptionError("log_missing");
  const point = log.points[participant.seq - 1];
  if (point === undefined) throw new EncryptionError("bad_statement");
  if (!sameBytes(point.head, participant.head)) throw new EncryptionError("log_forked");
  if (point.generation !== participant.generation) throw new EncryptionError("bad_statement");
}

/**
 * Checks that a statement comes after another one of the same place: a greater epoch, but not
 * much greater, the hash of the one before, and no log that is shorter than it was.
 *
 * @throws {EncryptionError} `bad_statement`; `log_missing` or `room_missing` when whoever made it has
 * seen less of a log than the one before names, and has to look anew.
 */
export function checkSuccession(before: TrueStatement | undefined, after: TrueStatement): void {
  const { epoch, members, previous, participants } = after.statement;
  const step = epoch - (before?.statement.epoch ?? 0);
  if (step < 1 || step > MAX_EPOCH_STEP) throw new EncryptionError("bad_statement");
  if (before === undefined) {
    if (previous.some(Boolean)) throw new EncryptionError("bad_statement");
    return;
  }
  if (!sameBytes(previous, before.hash)) throw new EncryptionError("bad_statement");
  if ((members?.seq ?? 0) < (before.statement.members?.seq ?? 0)) {
    throw new EncryptionError("room_missing");
  }
  for (const earlier of before.statement.participants) {
    const later = participants.find((one) => sameBytes(one.root, earlier.root));
    if (later !== undefined && later.seq < earlier.seq) throw new EncryptionError("log_missing");
  }
}

/** What is remembered of a conversation's newest key. */
export interface ConversationPin {
  epoch: number;
  hash: Bytes;
}

/**
 * How a statement stands to the newest one that was seen. `older` and `forked` are signs of a server
 * that was restored, or of one that shows different things to different people: nothing may be
 * written under such a key, a new one with a greater epoch has to be made.
 */
export function comparedWithPin(
  { statement, hash }: TrueStatement,
  pin: ConversationPin,
): "same" | "newer" | "older" | "forked" {
  if (statement.epoch > pin.epoch) return "newer";
  if (statement.epoch < pin.epoch) return "older";
  return sameBytes(hash, pin.hash) ? "same" : "forked";
}

/**
 * The roots of the accounts whose secret is another one by now than the one that the key was sealed
 * to. Before anything is written, there has to be a new key; and a statement that arrives with an
 * old generation after the new one was known shows that its author was not shown the change.
 */
export function outdatedParticipants(
  { participants }: Pick<Statement, "participants">,
  logs: readonly Pick<StatedLog, "root" | "secretKeys">[],
): Bytes[] {
  return participants.filter((participant) => {
    const log = logs.find((one) => sameBytes(one.root, participant.root));
    return log === undefined || log.secretKeys.length !== participant.generation;
  }).map((participant) => participant.root);
}

/**
 * Tells whether a device of `log` may write under a key: it had not been removed when the key was
 * made, and it did not come after a secret that is newer than the key.
 */
export function mayWriteUnder(
  participant: Participant,
  log: AccountLog,
  device: LogDevice,
): boolean {
  if (device.removedSeq !== undefined && device.removedSeq <= participant.seq) return false;
  const came = log.points[device.addedSeq - 1];
  return came !== undefined && came.generation <= participant.generation;
}
