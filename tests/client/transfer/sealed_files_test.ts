/** Encrypted files on their way: what the server has, what it may do to them, and what is left of it. */
import assert from "node:assert/strict";
import { MAX_FILE_BYTES, SEALED_CHUNK_BYTES } from "../../../client/encryption/file_cipher.ts";
import type { Outgoing } from "../../../client/link/unacknowledged.ts";
import type { TransfersOptions } from "../../../client/transfer/transfers.ts";
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import { hashOf } from "../../support/file_server.ts";
import { openStage, type Stage, untilState } from "./stage.ts";

const BOB = { with: "bob" } as const;
const CANARY = "canary-5d41402abc";

/** A link on which everything private is encrypted, and what was said on it. */
function sealedLink(stage: Stage) {
  const sealed: { message: Outgoing; file: SealedFile }[] = [];
  const known = new Map<number, SealedFile>();
  const link: TransfersOptions["link"] = {
    token: "a-token",
    hello: { files: { max_size: 1_000_000_000 } },
    say: () => Promise.reject(new Error("never as it is")),
    saySealed(message, file) {
      sealed.push({ message, file });
      return Promise.resolve({ id: sealed.length, time: "" });
    },
    request: () => Promise.resolve({ messages: stage.listed as never[], more: false }),
    fileStanding: () => Promise.resolve("sealed"),
    sealedFile: (id) => Promise.resolve(known.get(id)),
  };
  return { known, link, sealed };
}

async function written(stage: Stage, name: string, bytes: number): Promise<string> {
  const path = `${stage.folder}/${name}`;
  const text = new TextEncoder().encode(`${CANARY} `.repeat(Math.ceil(bytes / 18)));
  await Deno.writeFile(path, text.subarray(0, bytes));
  return path;
}

/** Sends a file; the message 7 has it then. */
async function sent(stage: Stage, bytes: number) {
  const { known, link, sealed } = sealedLink(stage);
  const path = await written(stage, "secret.txt", bytes);
  const transfers = stage.client({ link });
  await transfers.send([{ path, name: "secret.txt", to: BOB, caption: "look" }]);
  await transfers.settled();
  assert.equal(transfers.all[0]?.state, "done", transfers.all[0]?.reason);
  const [said] = sealed;
  assert.ok(said);
  const upload = stage.server.uploads.get(said.message.file?.upload ?? "");
  assert.ok(upload);
  stage.server.files.set(7, { name: "encrypted", bytes: upload.bytes });
  known.set(7, said.file);
  return { ...said, known, link, path, transfers, upload };
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("an encrypted file comes back as it was, over broken connections, and the server has none of it", async () => {
  for (const bytes of [0, 1, 65_536, 65_537, 1_500_000]) {
    await using stage = await openStage();
    stage.server.breakAfter = () => 1 + Math.floor(Math.random() * 400_000);
    const { file, link, message, path, upload } = await sent(stage, bytes);
    assert.equal(stage.server.received, upload.bytes.length, "nothing is sent twice");
    assert.ok(!new TextDecoder("latin1").decode(upload.bytes).includes("canary"));
    assert.deepEqual(message.file, {
      upload: message.file?.upload,
      name: "encrypted",
      type: "application/octet-stream",
    });
    const plain = await Deno.readFile(path);
    assert.deepEqual([file.name, file.size, file.type, file.sha256, file.id], [
      "secret.txt",
      bytes,
      "text/plain",
      hashOf(plain),
      hashOf(upload.bytes),
    ]);
    const bob = stage.client({ link });
    const [got] = await bob.get({ messageId: 7, folder: `${stage.folder}/bob` });
    assert.equal(got?.name, "secret.txt");
    await bob.settled();
    const { path: there = "", reason } = bob.all[0] ?? {};
    assert.equal(there, `${stage.folder}/bob/secret.txt`, reason);
    assert.deepEqual(await Deno.readFile(there), plain);
    assert.deepEqual(namesIn(`${stage.folder}/bob`), ["secret.txt"]);
    stage.server.breakAfter = () => Infinity;
    const seen = await bob.bytesOf({ messageId: 7, bytes, sha256: hashOf(plain) });
    assert.deepEqual(seen, plain);
  }
});

Deno.test("another run goes on with an encrypted file on its way, both ways", async () => {
  await using stage = await openStage();
  const { known, link, sealed } = sealedLink(stage);
  const path = await written(stage, "secret.txt", 800_000);
  let bodies = 0;
  stage.server.breakAfter = () => bodies++ === 0 ? 300_000 : 1;
  const first = stage.client({ link });
  await first.send([{ path, name: "secret.txt", to: BOB, caption: "" }]);
  await untilState(first, 1, "waiting");
  await first.close();
  stage.server.breakAfter = () => Infinity;
  const second = stage.client({ link });
  await second.takeUp();
  await second.settled();
  assert.equal(second.all[0]?.state, "done", second.all[0]?.reason);
  const [said] = sealed;
  const upload = stage.server.uploads.get(said?.message.file?.upload ?? "");
  assert.ok(said && upload);
  assert.equal(stage.server.received, upload.bytes.length);
  assert.equal(said.file.id, hashOf(upload.bytes));

  stage.server.files.set(7, { name: "encrypted", bytes: upload.bytes });
  known.set(7, said.file);
  bodies = 0;
  stage.server.breakAfter = () => bodies++ === 0 ? 300_000 : 1;
  const third = stage.client({ link });
  const folder = `${stage.folder}/bob`;
  await third.get({ messageId: 7, folder });
  await untilState(third, 1, "waiting");
  assert.deepEqual(namesIn(folder), ["secret.txt.part"]);
  await third.close();
  stage.server.breakAfter = () => Infinity;
  // What opens the file is kept with it: the message does not have to be there any more.
  known.clear();
  const fourth = stage.client({ link });
  await fourth.takeUp();
  await fourth.settled();
  assert.equal(fourth.all[0]?.path, `${folder}/secret.txt`, fourth.all[0]?.reason);
  assert.match(stage.server.requests.at(-1)?.fields.get("range") ?? "", /^bytes=3\d{5}-$/);
  assert.deepEqual(await Deno.readFile(`${folder}/secret.txt`), await Deno.readFile(path));
});

Deno.test("a file that was changed without a trace while it was sent gets another key", async () => {
  await using stage = await openStage();
  const { link, sealed } = sealedLink(stage);
  const path = await written(stage, "secret.txt", 800_000);
  const { mtime } = await Deno.stat(path);
  let bodies = 0;
  stage.server.breakAfter = () => bodies++ === 0 ? 300_000 : 1;
  const first = stage.client({ link });
  await first.send([{ path, name: "secret.txt", to: BOB, caption: "" }]);
  await untilState(first, 1, "waiting");
  await first.close();
  const [begun] = [...stage.server.uploads.values()];
  const head = begun?.bytes.slice(0, 17);
  const other = await Deno.readFile(path);
  other.fill(65, 0, 100);
  await Deno.writeFile(path, other);
  await Deno.utime(path, mtime ?? 0, mtime ?? 0);
  stage.server.breakAfter = () => Infinity;
  const second = stage.client({ link });
  await second.takeUp();
  await second.settled();
  const [said] = sealed;
  const upload = stage.server.uploads.get(said?.message.file?.upload ?? "");
  assert.equal(said?.file.sha256, hashOf(other));
  assert.notDeepEqual(upload?.bytes.slice(0, 17), head, "the nonces are others");
  assert.equal(stage.server.uploads.size, 1, "what was begun was given up");
});

Deno.test("a file that was changed, cut off, reordered or exchanged is refused, and nothing is left of it", async () => {
  await using stage = await openStage();
  const { file, known, link, upload } = await sent(stage, 200_000);
  const whole = upload.bytes;
  const chunk = (index: number) => {
    const at = 17 + index * SEALED_CHUNK_BYTES;
    return whole.slice(at, at + SEALED_CHUNK_BYTES);
  };
  const joined = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]));
  const head = whole.slice(0, 17);
  const bad: [string, Uint8Array][] = [
    ["cut off", whole.slice(0, -1)],
    ["a chunk fewer", joined(head, chunk(0), chunk(1), chunk(2))],
    ["reordered", joined(head, chunk(1), chunk(0), chunk(2), chunk(3))],
    ["repeated", joined(head, chunk(0), chunk(0), chunk(2), chunk(3))],
    ["one bit", whole.map((byte, index) => index === 100_000 ? byte ^ 1 : byte)],
    ["another file", new Uint8Array(whole.length)],
    ["empty", new Uint8Array()],
  ];
  for (const [what, bytes] of bad) {
    const folder = `${stage.folder}/${what}`;
    for (const isSaidSo of [false, true]) {
      // By the server alone, and by whoever wrote the message.
      stage.server.files.set(7, { name: "encrypted", bytes });
      known.set(7, isSaidSo ? { ...file, id: hashOf(bytes) } : file);
      const bob = stage.client({ link });
      await bob.get({ messageId: 7, folder });
      await bob.settled();
      const [got] = bob.all;
      assert.equal(got?.state, "failed", what);
      assert.match(got?.reason ?? "", /damaged|another|newer version/, what);
      await assert.rejects(bob.bytesOf({ messageId: 7, bytes: 1, sha256: "" }), what);
      bob.act(1, "cancel");
      await bob.close();
    }
    const left = namesIn(stage.folder).includes(what) ? namesIn(folder) : [];
    assert.deepEqual(left, [], what);
  }
});

Deno.test("a file that was opened by half when its client was killed is fetched anew", async () => {
  await using stage = await openStage();
  const { known, link, path, upload } = await sent(stage, 200_000);
  let bodies = 0;
  stage.server.breakAfter = () => bodies++ === 0 ? 150_000 : 1;
  const folder = `${stage.folder}/bob`;
  const first = stage.client({ link });
  await first.get({ messageId: 7, folder });
  await untilState(first, 1, "waiting");
  await first.close();
  stage.server.breakAfter = () => Infinity;
  const half = upload.bytes.slice();
  half.set((await Deno.readFile(path)).subarray(0, 65_536));
  await Deno.writeFile(`${folder}/secret.txt.part`, half);
  known.clear();
  const second = stage.client({ link });
  await second.takeUp();
  await second.settled();
  assert.equal(second.all[0]?.path, `${folder}/secret.txt`, second.all[0]?.reason);
  assert.deepEqual(await Deno.readFile(`${folder}/secret.txt`), await Deno.readFile(path));
  assert.deepEqual(namesIn(folder), ["secret.txt"]);
});

Deno.test("a file goes as the conversation stands when it goes, whatever was begun before", async () => {
  await using stage = await openStage();
  const { link, sealed } = sealedLink(stage);
  const path = await written(stage, "secret.txt", 800_000);
  let bodies = 0;
  stage.server.breakAfter = () => bodies++ === 0 ? 300_000 : 1;
  const plain = stage.client({ link: { ...link, fileStanding: () => Promise.resolve("plain") } });
  await plain.send([{ path, name: "secret.txt", to: BOB, caption: "" }]);
  await untilState(plain, 1, "waiting");
  await plain.close();
  stage.server.breakAfter = () => Infinity;
  const second = stage.client({ link });
  await second.takeUp();
  await second.settled();
  assert.equal(second.all[0]?.state, "done", second.all[0]?.reason);
  const upload = stage.server.uploads.get(sealed[0]?.message.file?.upload ?? "");
  assert.ok(upload && !new TextDecoder("latin1").decode(upload.bytes).includes("canary"));
  assert.equal(stage.server.uploads.size, 1);
});

Deno.test("what is refused, too long or cannot be opened says so before anything moves", async () => {
  await using stage = await openStage();
  const { link } = sealedLink(stage);
  const path = await written(stage, "secret.txt", 1_000);
  const refusing = stage.client({
    link: { ...link, fileStanding: () => Promise.resolve({ refused: "trust bob first" }) },
  });
  await refusing.send([{ path, name: "secret.txt", to: BOB, caption: "" }]);
  await refusing.settled();
  assert.equal(refusing.all[0]?.reason, "trust bob first");
  const hello = { files: { max_size: 1_010 } };
  const narrow = stage.client({ link: { ...link, hello } });
  await narrow.send([{ path, name: "secret.txt", to: BOB, caption: "" }]);
  await narrow.settled();
  assert.match(narrow.all[0]?.reason ?? "", /takes files of at most/);
  assert.equal(MAX_FILE_BYTES, 4 * 1024 ** 3);
  const closed = stage.client({
    link: { ...link, sealedFile: () => Promise.reject(new Error("cannot be verified")) },
  });
  await assert.rejects(closed.get({ messageId: 7, folder: stage.folder }), /cannot be verified/);
  assert.equal(stage.server.requests.length, 0);
});
