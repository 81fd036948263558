/** The test vectors of docs/encryption.md, made by the code itself with chance that is always the same. */
import {
  addDevices,
  leave,
  removeDevices,
  renew,
  startAccount,
  turnOff,
} from "../../../client/encryption/account_changes.ts";
import { type AccountSecret, wrapOlder } from "../../../client/encryption/account_secret.ts";
import { newConversationKey } from "../../../client/encryption/conversation_key.ts";
import { sha256 } from "../../../protocol/encryption/primitives.ts";
import { FileSealer } from "../../../client/encryption/file_chunks.ts";
import { linkAnswer, linkRequest } from "../../../client/encryption/link_code.ts";
import { NEW_MESSAGE, revealedKey, sealMessage } from "../../../client/encryption/message.ts";
import { deviceFromSeed } from "../../../client/encryption/own_device.ts";
import {
  admit,
  foundRoom,
  giveRole,
  type RoomAuthor,
} from "../../../client/encryption/room_entries.ts";
import { newRecoveryCode, recoveryDevice } from "../../../client/encryption/recovery_code.ts";
import { sealVault } from "../../../client/encryption/vault.ts";
import {
  verificationNumber,
  verificationQrText,
} from "../../../client/encryption/verification_number.ts";
import { type Bytes, concatenated, toHex } from "../../../protocol/encryption/bytes.ts";
import { type AccountLog, endOf, pinOf } from "../../../protocol/encryption/log.ts";
import { followRoom, roomPinOf } from "../../../protocol/encryption/room_log.ts";

/** 2026-01-01T00:00:00Z. */
const TIME_MS = 1_767_225_600_000;

/** Runs `work` with bytes by chance that count up: 00 01 02 … in the first draw, then from there on. */
export async function withFixedChance<Result>(work: () => Promise<Result>): Promise<Result> {
  const original = crypto.getRandomValues;
  let next = 0;
  crypto.getRandomValues = (array) => {
    if (array instanceof Uint8Array) {
      for (const index of array.keys()) {
        array[index] = next++ % 256;
      }
    }
    return array;
  };
  try {
    return await work();
  } finally {
    crypto.getRandomValues = original;
  }
}

/** Names of vectors, and what they are: hexadecimal bytes, or text where they are letters. */
export type Vectors = Record<string, Record<string, string>>;

/**
 * All vectors. What HPKE seals has a key by chance each time: those values stand in groups whose
 * name ends with ` (seals)`, and are shown to open instead of being compared.
 */
export async function makeVectors(): Promise<Vectors> {
  return await withFixedChance(async () => {
    const alice = await deviceFromSeed({ seed: counted(0x10), kind: "terminal", account: "alice" });
    const page = await deviceFromSeed({ seed: counted(0x50), kind: "web", account: "alice" });
    const bob = await deviceFromSeed({ seed: counted(0x90), kind: "terminal", account: "bob" });
    const code = newRecoveryCode();
    const paper = await recoveryDevice(code, "alice");
    const start = await startAccount({
      account: "alice",
      devices: [alice, paper],
      timeMs: TIME_MS,
    });
    const author = { device: alice, timeMs: TIME_MS };
    const first = known(start.secret);
    const added = await addDevices({ ...author, log: start.log, secret: first }, [page]);
    const removed = await removeDevices({ ...author, log: added.log, secret: first }, [page.id]);
    const second = known(removed.secret);
    const off = await turnOff({ ...author, log: removed.log, secret: second });
    const other = await startAccount({ account: "bob", devices: [bob], timeMs: TIME_MS });
    const made = await newConversationKey({
      logs: [removed.log, other.log],
      device: alice,
      before: undefined,
      timeMs: TIME_MS,
    });
    const say = async (what: Parameters<typeof sealMessage>[2]) =>
      await sealMessage(made.key, alice, what);
    const message = await say({ ...NEW_MESSAGE, content: { text: "hello" }, timeMs: TIME_MS });
    const edit = await say({
      kind: "edit",
      target: 7,
      content: { text: "hello, Bob" },
      timeMs: TIME_MS,
    });
    const reaction = await say({
      kind: "reaction",
      target: 7,
      content: { emoji: "👍" },
      timeMs: TIME_MS,
    });
    const link = { code: "0123-4567-89AB-CDEF", account: "alice" };
    const request = await linkRequest(link, page);
    const answer = await linkAnswer(link, { request, pin: pinOf(added.log) });
    const number = await verificationNumber(removed.log.root, other.log.root);
    const older = await wrapOlder(second, { root: removed.log.root, older: first });
    const vault = await sealVault(
      new Map([["bob", {
        account: "bob",
        pin: pinOf(other.log),
        isVerified: true,
        changedMs: TIME_MS,
      }]]),
      second,
      { root: removed.log.root, version: 3 },
    );
    const fileKey = counted(0xd0);
    const small = new TextEncoder().encode("a small file");
    const file = await sealedFile(fileKey, small);
    const zeros = await sealedFile(fileKey, new Uint8Array(65_537));
    const room = await roomVectors(
      { log: removed.log, device: alice, timeMs: TIME_MS },
      other.log,
    );
    // Below, so that what is above stays as it was drawn.
    const left = await leave({ device: page, timeMs: TIME_MS, log: added.log });
    const renewed = await renew({ ...author, log: left.log, secret: first });
    const reset = await startAccount({
      account: "alice",
      devices: [page],
      timeMs: TIME_MS,
      replaces: endOf(removed.log).head,
    });
    const next = await newConversationKey({
      logs: [removed.log, other.log],
      device: alice,
      before: made.key,
      timeMs: TIME_MS,
    });
    const alone = await newConversationKey({
      logs: [removed.log],
      device: alice,
      before: undefined,
      timeMs: TIME_MS,
    });
    const note = await sealMessage(alone.key, alice, {
      ...NEW_MESSAGE,
      content: { text: "to myself", me: true, reply_to: 7 },
      timeMs: TIME_MS,
    });
    return {
      "device": {
        seed: toHex(counted(0x10)),
        account: "alice",
        signing_key: toHex(alice.signingKey),
        sealing_key: toHex(alice.sealingKey),
        id: toHex(alice.id),
        join_signature: toHex(alice.joinSignature),
      },
      "recovery code": { code, device: toHex(paper.id) },
      "log": {
        start: toHex(start.entry),
        root: toHex(start.log.root),
        add: toHex(added.entry),
        remove: toHex(removed.entry),
        head: toHex(endOf(removed.log).head),
        off: toHex(off.entry),
        bob_seed: toHex(counted(0x90)),
        bob_start: toHex(other.entry),
      },
      "secrets": {
        first: toHex(first.bytes),
        second: toHex(second.bytes),
        second_public: toHex(second.publicBytes),
        older: toHex(older),
      },
      "secrets (seals)": {
        second_for_device: toHex(removed.secrets[0]?.sealed ?? new Uint8Array()),
      },
      "conversation": {
        statement: toHex(made.statement),
        hash: toHex(made.key.hash),
        id: toHex(made.key.conversation),
      },
      "conversation (seals)": {
        for_alice: toHex(
          made.seals.find(({ root }) => toHex(root) === toHex(removed.log.root))?.sealed ??
            new Uint8Array(),
        ),
      },
      "messages": {
        message: toHex(message),
        message_key: toHex(await revealedKey(made.key, message)),
        edit: toHex(edit),
        reaction: toHex(reaction),
      },
      "link": { code: link.code, request: toHex(request), answer: toHex(answer) },
      "verification": { number: number.join(" "), qr: verificationQrText(number) },
      "vault": { version: "3", vault: toHex(vault) },
      "file": {
        key: toHex(fileKey),
        plain: toHex(small),
        file: toHex(file.sealed),
        id: toHex(await sha256(file.sealed)),
        hash: toHex(file.hash),
      },
      "more of the log": {
        leave: toHex(left.entry),
        renew: toHex(renewed.entry),
        reset: toHex(reset.entry),
      },
      "more of conversations": {
        next_statement: toHex(next.statement),
        own_statement: toHex(alone.statement),
        own_message: toHex(note),
      },
      "file of 65,537 zeros": {
        key: toHex(fileKey),
        head: toHex(zeros.sealed.slice(0, 17)),
        last_chunk: toHex(zeros.sealed.slice(-17)),
        id: toHex(await sha256(zeros.sealed)),
        hash: toHex(zeros.hash),
      },
      "room": room,
    };
  });
}

/** A room in which somebody lets another one in, makes that one a moderator, and makes a key. */
async function roomVectors(alice: RoomAuthor, bob: AccountLog): Promise<Record<string, string>> {
  const logs = [alice.log, bob];
  const found = await foundRoom(alice);
  const begun = await followRoom(undefined, found, logs);
  const admitted = await admit(alice, begun, bob);
  const both = await followRoom(begun, admitted, logs);
  const role = await giveRole(alice, both, { account: "bob", root: bob.root, role: "moderator" });
  const log = await followRoom(both, role, logs);
  const made = await newConversationKey({ ...alice, logs, before: undefined, room: log });
  return {
    found: toHex(found),
    admit: toHex(admitted),
    role: toHex(role),
    room: toHex(log.id),
    head: toHex(roomPinOf(log).head),
    statement: toHex(made.statement),
    hash: toHex(made.key.hash),
    id: toHex(made.key.conversation),
  };
}

function counted(from: number): Bytes {
  return Uint8Array.from({ length: 32 }, (_, index) => from + index);
}

function known(secret: AccountSecret | undefined): AccountSecret {
  if (secret === undefined) throw new TypeError("There is no secret");
  return secret;
}

/** A whole file, encrypted. */
export async function sealedFile(
  key: Bytes,
  plain: Bytes,
): Promise<{ sealed: Bytes; hash: Bytes }> {
  const sealer = new FileSealer(key);
  const chunks = await Array.fromAsync(new Blob([plain]).stream().pipeThrough(sealer.stream));
  return { sealed: concatenated(...chunks), hash: await sealer.hash };
}

const BLOCK = /(<!-- vectors -->\s*```json\n)([^]*?)(\n```)/;

/** The vectors that stand in the page. */
export function vectorsOf(page: string): Vectors {
  return JSON.parse(BLOCK.exec(page)?.[2] ?? "{}") as Vectors;
}

/** The page with other vectors. */
export function withVectors(page: string, vectors: Vectors): string {
  return page.replace(
    BLOCK,
    (_, before: string, __, after: string) =>
      before + JSON.stringify(vectors, undefined, 2) + after,
  );
}
