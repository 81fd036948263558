/** Whatever bytes come, each reader gives what it promises or an EncryptionError, and nothing else. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { fileOpener } from "../../../client/encryption/file_chunks.ts";
import { checkLinkAnswer, checkLinkRequest } from "../../../client/encryption/link_code.ts";
import { findRecoveryDevice } from "../../../client/encryption/recovery_code.ts";
import { openVault } from "../../../client/encryption/vault.ts";
import { acceptChange } from "../../../protocol/encryption/accept.ts";
import { type Bytes, fromBase64url } from "../../../protocol/encryption/bytes.ts";
import { checkStatement } from "../../../protocol/encryption/check_statement.ts";
import { decodeContent } from "../../../protocol/encryption/content.ts";
import { decodeEnvelope } from "../../../protocol/encryption/envelope.ts";
import { follow } from "../../../protocol/encryption/log.ts";
import { followRoom } from "../../../protocol/encryption/room_log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { keyFor, Somebody, SomeRoom } from "../../support/encryption/cast.ts";

async function onlyEncryptionErrors(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    assert.ok(error instanceof EncryptionError, `${error}`);
    assert.ok(error.message.length > 10);
  }
}

Deno.test("every reader refuses nonsense with an error that says so", async () => {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const { statement } = await keyFor(alice, bob);
  const room = await SomeRoom.of(alice, bob);
  const link = { code: "0000-0000-0000-0000", account: "alice" };
  const logs = [alice.log, bob.log];
  const readers: ((bytes: Bytes) => unknown)[] = [
    (bytes) => follow(alice.log, bytes),
    (bytes) => follow(undefined, bytes),
    (bytes) =>
      acceptChange({ entry: bytes, secrets: [], older: undefined }, {
        account: "alice",
        log: alice.log,
      }),
    (bytes) => checkStatement(bytes, logs),
    (bytes) => room.follow(bytes),
    (bytes) => followRoom(undefined, bytes, logs),
    (bytes) => checkStatement(bytes, logs, room.log),
    (bytes) => decodeEnvelope(bytes),
    (bytes) => decodeContent("message", bytes),
    (bytes) => checkLinkRequest(link, bytes),
    (bytes) => checkLinkAnswer(link, { request: bytes, answer: bytes }),
    (bytes) => openVault(bytes, alice.secrets, { root: alice.log.root, version: 1 }),
    (bytes) => fromBase64url(new TextDecoder().decode(bytes), 100),
    (bytes) => findRecoveryDevice(new TextDecoder().decode(bytes), alice.log),
    (bytes) =>
      Array.fromAsync(
        ReadableStream.from([bytes]).pipeThrough(fileOpener({ key: bytes, hash: bytes })),
      ),
  ];
  const [start] = alice.entries;
  const valid = [start ?? new Uint8Array(), statement, ...room.entries];
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    // What begins well and goes on otherwise gets further.
    fc.tuple(fc.constantFrom(...valid), fc.nat(400), fc.uint8Array({ maxLength: 300 }))
      .map(([bytes, length, rest]) => Uint8Array.from([...bytes.slice(0, length), ...rest])),
  );
  await fc.assert(
    fc.asyncProperty(anyBytes, async (bytes) => {
      const copy = Uint8Array.from(bytes);
      for (const read of readers) await onlyEncryptionErrors(() => read(copy));
    }),
    { numRuns: 150, seed: 3 },
  );
});

Deno.test("no reader looks at what is too large", async () => {
  const alice = await Somebody.called("alice");
  for (
    const read of [
      (bytes: Bytes) => follow(alice.log, bytes),
      (bytes: Bytes) => checkStatement(bytes, [alice.log]),
      (bytes: Bytes) => Promise.resolve(bytes).then(decodeEnvelope),
      (bytes: Bytes) => openVault(bytes, alice.secrets, { root: alice.log.root, version: 1 }),
    ]
  ) {
    const code = (error: unknown) => error instanceof EncryptionError && error.code === "too_large";
    await assert.rejects(read(new Uint8Array(100_000)), code);
  }
});
