/** Files as they are said and listed, over real sockets; the bytes themselves go another way. */
import assert from "node:assert/strict";
import { toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { keyFor } from "../../../support/encryption/cast.ts";
import { KeyPerson, wireKey } from "../../../support/encryption/wire_keys.ts";
import { HeldUploads } from "../../../support/held_uploads.ts";
import { openHouse } from "../../../support/house.ts";
import { PICTURE } from "../../../support/shared_file.ts";
import { type Line, TestClient } from "../../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

const UPLOAD = "u".repeat(22);
const { sha256, size, ...described } = PICTURE;

/** A house with uploads, alice (who has one) and bob. */
async function scene(folder: TemporaryFolder, options: Parameters<typeof openHouse>[1] = {}) {
  const house = await openHouse(folder, options);
  const uploads = new HeldUploads();
  house.services.uploads = uploads;
  const { port } = await house.open({ usual: house.native });
  const [alice, bob] = await Promise.all(["alice", "bob"].map(async (username) => {
    const client = await TestClient.connect({ port });
    await client.request("register", { username, password: PASSWORD });
    return client;
  }));
  assert.ok(alice !== undefined && bob !== undefined);
  const account = (await house.services.journal.query("account", { username: "alice" })).id;
  uploads.there.set(UPLOAD, { account, size, sha256 });
  return {
    alice,
    bob,
    uploads,
    async [Symbol.asyncDispose]() {
      alice.close();
      bob.close();
      await house[Symbol.asyncDispose]();
    },
  };
}

Deno.test("say() with an upload posts a file, which everybody in the room is told of", async () => {
  using folder = new TemporaryFolder();
  await using here = await scene(folder);
  const { alice, bob, uploads } = here;
  const file = { upload: UPLOAD, ...described };
  const { id } = await alice.request("say", { text: "look", file });
  const event = await bob.event("message");
  assert.deepEqual([event["id"], event["kind"], event["text"]], [id, "file", "look"]);
  assert.deepEqual(event["file"], PICTURE);
  assert.deepEqual(uploads.released, ["said"]);
  const { messages } = await bob.request("files", { query: "PHOTO look" });
  assert.deepEqual(messages.map((message: Line) => [message["id"], message["file"]]), [[
    id,
    PICTURE,
  ]]);
  await alice.request("edit", { id, text: "" });
  const edited = await bob.event("edited");
  assert.deepEqual([edited["kind"], edited["text"], edited["file"]], ["file", "", PICTURE]);
  await alice.request("delete", { id });
  const gone = await bob.request("history");
  assert.deepEqual(gone["messages"][0]["file"], undefined);
  assert.deepEqual((await bob.request("files"))["messages"], []);
});

Deno.test("say() with the same nonce is the same message when the upload is gone already", async () => {
  using folder = new TemporaryFolder();
  await using here = await scene(folder);
  const { alice } = here;
  const saying = { nonce: "n", file: { upload: UPLOAD, name: "a.txt" } };
  const first = await alice.request("say", saying);
  const again = await alice.request("say", saying);
  assert.deepEqual([again["id"], again["time"]], [first["id"], first["time"]]);
  const other = await alice.request("say", { ...saying, nonce: "other" });
  assert.equal(other["error"], "no_such_upload");
});

Deno.test("say() refuses uploads of others, unfinished ones and what contradicts itself", async () => {
  using folder = new TemporaryFolder();
  await using here = await scene(folder);
  const { alice, bob, uploads } = here;
  const unfinished = "v".repeat(22);
  uploads.there.set(unfinished, undefined);
  const file = { upload: UPLOAD, name: "a.txt" };
  const code = async (client: TestClient, fields: Line) =>
    (await client.request("say", fields))["error"];
  assert.equal(await code(bob, { file }), "no_such_upload");
  assert.equal(await code(alice, { file: { ...file, upload: unfinished } }), "upload_incomplete");
  assert.equal(await code(alice, { file: { ...file, name: 5 } }), "bad_file");
  assert.equal(await code(alice, { file, me: true, text: "x" }), "bad_field");
  assert.equal(await code(alice, { file, kind: "text", text: "x" }), "bad_field");
  assert.equal(await code(alice, { kind: "file", text: "x" }), "bad_field");
  assert.equal(await code(alice, { file, room: "nowhere" }), "no_such_room");
  assert.equal(await code(alice, { file, text: "x".repeat(9_000) }), "text_too_long");
  assert.deepEqual(uploads.released, ["kept", "kept"], "it can be said again");
  assert.equal(await code(alice, { file, kind: "file", me: false }), undefined);
});

Deno.test("say() is bounded by what the server was told", async () => {
  using folder = new TemporaryFolder();
  const files = { maxFileBytes: 10, maxAccountBytes: 5, maxRoomBytes: 10, maxStorageBytes: 10 };
  await using here = await scene(folder, { files, limits: true, maxDailyTextBytes: 1_000 });
  const { alice } = here;
  const answer = await alice.request("say", { file: { upload: UPLOAD, name: "a.txt" } });
  assert.equal(answer["error"], "quota_exceeded");
  const text = await alice.request("say", { text: "x".repeat(900) });
  assert.equal(text["error"], "quota_exceeded");
  assert.ok(text["retry_after"] > 0);
});

Deno.test("serve() without files says nothing of them, and refuses them", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    files: { maxFileBytes: 0, maxAccountBytes: 0, maxRoomBytes: 0, maxStorageBytes: undefined },
  });
  const alice = await server.register("alice");
  assert.equal(alice.lines[0]?.["files"], undefined);
  const answer = await alice.request("say", { file: { upload: UPLOAD, name: "a.txt" } });
  assert.equal(answer["error"], "no_such_upload");
  assert.match(answer["message"], /takes no files/);
});

Deno.test("say() with an upload and something encrypted says nothing of the file but its size", async () => {
  using folder = new TemporaryFolder();
  await using here = await scene(folder);
  const alice = await KeyPerson.on(here.alice, "alice");
  const bob = await KeyPerson.on(here.bob, "bob");
  const key = await keyFor(alice.self, bob.self);
  const content = {
    text: "look",
    file: {
      id: sha256,
      key: toBase64url(new Uint8Array(32)),
      hash: toBase64url(new Uint8Array(32)),
      name: "secret.png",
      size: 5,
    },
  };
  const sealed = await alice.sealed(key, content);
  const file = { upload: UPLOAD, ...described };
  const { id } = await alice.granted("say", { to: "bob", sealed, key: wireKey(key), file });
  const event = await here.bob.event("message");
  const hidden = { name: "encrypted", type: "application/octet-stream", size, sha256 };
  assert.deepEqual([event["kind"], event["sealed"], event["file"]], ["sealed", sealed, hidden]);
  const edit = { kind: "edit", target: id } as const;
  const again = await alice.sealed(key, { ...content, text: "look again" }, edit);
  await alice.granted("edit", { id, sealed: again });
  const { messages } = await bob.granted("files", { with: "alice" });
  assert.deepEqual([messages[0].sealed, messages[0].file], [again, hidden]);
  await alice.granted("delete", { id });
  assert.deepEqual((await bob.granted("files", { with: "alice" }))["messages"], []);
});
