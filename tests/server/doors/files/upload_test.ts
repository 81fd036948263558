import assert from "node:assert/strict";
import { join } from "node:path";
import { DEFAULT_SERVE_OPTIONS } from "../../../../server/start/serve_options.ts";
import { digestOf, FileClient, idIn, sha256Of, someBytes } from "../../../support/file_client.ts";
import type { RawResponse } from "../../../support/raw_connection.ts";
import { openFilesHouse } from "../../../support/files_house.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** A server with one account and its token. */
async function openHouse(folder: TemporaryFolder) {
  const server = await startServer(folder);
  const alice = await server.register("alice");
  return { server, token: String(alice.answer["token"]) };
}

Deno.test("POST /files makes a blob of a body that comes whole, and says its hash", async () => {
  using folder = new TemporaryFolder();
  const { server, token } = await openHouse(folder);
  await using _server = server;
  using client = await FileClient.open({ port: server.port, token });
  const bytes = someBytes(700_001);
  const answer = await client.post(bytes, { digest: digestOf(bytes) });
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.fields.get("upload-offset"), "700001");
  assert.equal(answer.fields.get("upload-complete"), "?1");
  assert.equal(answer.fields.get("repr-digest"), digestOf(bytes));
  assert.notEqual(idIn(answer.fields.get("location")), "");
});

Deno.test("PATCH goes on where an upload stopped, and says where that is when it is told otherwise", async () => {
  using folder = new TemporaryFolder();
  const { server, token } = await openHouse(folder);
  await using _server = server;
  using client = await FileClient.open({ port: server.port, token });
  const bytes = someBytes(10_000);
  const begun = await client.post(bytes.subarray(0, 4_000), { length: 10_000 });
  assert.equal(begun.status, 201, begun.text);
  assert.equal(begun.fields.get("upload-complete"), "?0");
  const path = begun.fields.get("location") ?? "";
  const head = await client.ask("HEAD", path);
  assert.equal(head.status, 204);
  assert.equal(head.fields.get("upload-offset"), "4000");
  assert.equal(head.fields.get("upload-length"), "10000");
  assert.equal(head.fields.get("cache-control"), "no-store");
  const wrong = await client.patch(path, 3_999, bytes.subarray(3_999));
  assert.equal(wrong.status, 409);
  assert.equal(wrong.fields.get("upload-offset"), "4000");
  using again = await FileClient.open({ port: server.port, token });
  const done = await again.patch(path, 4_000, bytes.subarray(4_000));
  assert.equal(done.status, 204);
  assert.equal(done.fields.get("upload-complete"), "?1");
  assert.equal(done.fields.get("repr-digest"), digestOf(bytes));
});

Deno.test("an upload of the wrong hash is gone, and one that says more than it announced stays", async () => {
  using folder = new TemporaryFolder();
  const { server, token } = await openHouse(folder);
  await using _server = server;
  using client = await FileClient.open({ port: server.port, token });
  const bytes = someBytes(5_000);
  const digest = digestOf(bytes);
  const wrong = await client.post(someBytes(5_000, 2), { digest });
  assert.equal(wrong.status, 400);
  assert.equal(JSON.parse(wrong.text)["error"], "hash_mismatch");
  const begun = await client.post(bytes.subarray(0, 100), { length: 5_000, digest });
  const path = begun.fields.get("location") ?? "";
  const more = await client.ask("PATCH", path, {
    fields: { "Content-Type": "application/partial-upload", "Upload-Offset": "100" },
    body: someBytes(4_901),
  });
  assert.equal(more.status, 400);
  using again = await FileClient.open({ port: server.port, token });
  const fewer = await again.patch(path, 100, bytes.subarray(100, 200), { "Upload-Complete": "?1" });
  assert.equal(fewer.status, 400);
  using last = await FileClient.open({ port: server.port, token });
  assert.equal((await last.ask("HEAD", path)).fields.get("upload-offset"), "100");
  const done = await last.patch(path, 100, bytes.subarray(100));
  assert.equal(done.status, 204, done.text);
  assert.equal(done.fields.get("repr-digest"), digest);
});

Deno.test("an upload is nobody else's, and gone once it is deleted", async () => {
  using folder = new TemporaryFolder();
  const { server, token } = await openHouse(folder);
  await using _server = server;
  const bob = await server.register("bobby");
  using client = await FileClient.open({ port: server.port, token });
  using other = await FileClient.open({ port: server.port, token: String(bob.answer["token"]) });
  const begun = await client.post(someBytes(10), { length: 20 });
  const path = begun.fields.get("location") ?? "";
  const never = await other.ask("HEAD", "/files/uploads/AAAAAAAAAAAAAAAAAAAAAAAA");
  for (const method of ["HEAD", "DELETE"]) {
    const { status, text } = await other.ask(method, path);
    assert.equal(status, 404);
    if (method === "HEAD") assert.equal(text, never.text);
  }
  assert.equal((await other.patch(path, 10, someBytes(10))).status, 404);
  using more = await FileClient.open({ port: server.port, token: String(bob.answer["token"]) });
  const upload = idIn(path);
  const stolen = await bob.request("say", { text: "", file: { upload, name: "x" } });
  assert.equal(stolen["error"], "no_such_upload");
  assert.equal((await client.ask("DELETE", path)).status, 204);
  assert.equal((await client.ask("HEAD", path)).status, 404);
  assert.equal((await more.ask("GET", path)).status, 405);
});

Deno.test("what is no upload is refused: fields, types, methods, sizes, tokens", async () => {
  using folder = new TemporaryFolder();
  const server = await startServer(folder, {
    files: { ...DEFAULT_SERVE_OPTIONS.files, maxFileBytes: 1_000, maxAccountBytes: 1_500 },
  });
  await using _server = server;
  const alice = await server.register("alice");
  const token = String(alice.answer["token"]);
  const open = () => FileClient.open({ port: server.port, token });
  const small = someBytes(10);
  async function asks(
    status: number,
    code: string,
    ask: (client: FileClient) => Promise<RawResponse>,
  ) {
    using client = await open();
    const answer = await ask(client);
    assert.equal(answer.status, status, answer.text);
    assert.equal(JSON.parse(answer.text)["error"], code);
  }
  await asks(400, "bad_request", (client) => client.ask("POST", "/files", { body: small }));
  await asks(
    400,
    "bad_request",
    (client) => client.ask("POST", "/files", { fields: { "Upload-Length": "-1" }, body: small }),
  );
  await asks(400, "bad_request", (client) =>
    client.ask("POST", "/files", {
      fields: { "Upload-Length": "10", "Upload-Complete": "yes" },
      body: small,
    }));
  await asks(400, "bad_request", (client) => client.post(small, { digest: "sha-256=:AAAA:" }));
  await asks(400, "bad_request", (client) => client.post(small, { length: 9 }));
  await asks(413, "file_too_large", (client) => client.post(small, { length: 1_001 }));
  await asks(405, "bad_request", (client) => client.ask("GET", "/files"));
  await asks(404, "not_found", (client) => client.ask("GET", "/files/../etc/passwd"));
  await asks(404, "not_found", (client) => client.ask("GET", "/files/1/x"));
  using client = await open();
  const begun = await client.post(someBytes(1_000), { digest: digestOf(someBytes(1_000)) });
  assert.equal(begun.status, 201);
  const over = await client.post(someBytes(501));
  assert.equal(over.status, 507);
  assert.equal(JSON.parse(over.text)["error"], "quota_exceeded");
  using other = await open();
  const path = begun.fields.get("location") ?? "";
  const type = await other.patch(path, 1_000, new Uint8Array(0), { "Content-Type": "text/plain" });
  assert.equal(type.status, 415);
});

Deno.test("who has no token, or none that is right, gets nothing, and is slowed down like a login", async () => {
  using folder = new TemporaryFolder();
  const server = await startServer(folder, { limits: true, limitLoopback: true });
  await using _server = server;
  using nobody = await FileClient.open({ port: server.port });
  const { status, fields, text } = await nobody.ask("GET", "/files/1/x");
  assert.equal(status, 401);
  assert.equal(fields.get("www-authenticate"), "Bearer");
  assert.equal(JSON.parse(text)["error"], "login_required");
  using wrong = await FileClient.open({ port: server.port, token: "x".repeat(43) });
  const first = await wrong.ask("GET", "/files/1/x");
  assert.equal(first.status, 401);
  assert.equal(JSON.parse(first.text)["error"], "bad_credentials");
  await server.log.line(/^LOGIN_FAILED /);
});

Deno.test("uploads of the same bytes at once become one blob, which stays as long as one message has it", async () => {
  using folder = new TemporaryFolder();
  await using house = await openFilesHouse(folder);
  const { client: alice, token } = await house.register("alice");
  const { port } = house;
  const bytes = someBytes(300_000);
  const ids = await Promise.all(Array.from({ length: 4 }, async () => {
    using client = await FileClient.open({ port, token, web: true });
    return await client.upload(bytes);
  }));
  const messages: number[] = [];
  for (const upload of ids) {
    const said = await alice.request("say", { text: "", file: { upload, name: "same.bin" } });
    assert.equal(said["ok"], true, JSON.stringify(said));
    messages.push(Number(said["id"]));
  }
  const hash = sha256Of(bytes);
  const shelf = join(folder.path, "files", "blobs", hash.slice(0, 2));
  const { blobs } = house.house.services.files;
  using client = await FileClient.open({ port, token, web: true });
  for (const [index, id] of messages.entries()) {
    const { status, body } = await client.ask("GET", `/files/${id}/same.bin`);
    assert.equal(status, 200);
    assert.equal(sha256Of(body), hash);
    assert.equal((await alice.request("delete", { id }))["ok"], true);
    assert.equal((await client.ask("GET", `/files/${id}/same.bin`)).status, 404);
    await blobs.idle();
    const left = index < messages.length - 1 ? [hash] : [];
    assert.deepEqual([...Deno.readDirSync(shelf)].map(({ name }) => name), left);
  }
});

Deno.test("an upload that is silent is let go of and can go on", async () => {
  using folder = new TemporaryFolder();
  const times = { headMs: 60_000, bodyMs: 60_000, idleMs: 60_000, silenceMs: 100 };
  await using house = await openFilesHouse(folder, { times });
  const { token } = await house.register("alice");
  using client = await FileClient.open({ port: house.port, token, web: true });
  await client.begin("POST", "/files", { "Upload-Length": "1000", "Content-Length": "1000" });
  await client.raw.send(someBytes(600));
  const answer = await client.raw.response();
  assert.equal(answer.status, 408, answer.text);
  const [upload] = house.house.services.files.uploads.all();
  assert.equal(upload?.offset, 600);
});

Deno.test("whoever comes back for an upload ends the request that it came in before", async () => {
  using folder = new TemporaryFolder();
  const { server, token } = await openHouse(folder);
  await using _server = server;
  const bytes = someBytes(500_000);
  using lost = await FileClient.open({ port: server.port, token });
  const begun = await lost.post(new Uint8Array(0), { length: bytes.length });
  const path = begun.fields.get("location") ?? "";
  await lost.begin("PATCH", path, {
    "Content-Type": "application/partial-upload",
    "Upload-Offset": "0",
    "Content-Length": "500000",
  });
  await lost.raw.send(bytes.subarray(0, 300_000));
  using client = await FileClient.open({ port: server.port, token });
  // Some of it may still be on the way; the question ends what it came in.
  const offset = Number((await client.ask("HEAD", path)).fields.get("upload-offset"));
  assert.ok(offset <= 300_000);
  const done = await client.patch(path, offset, bytes.subarray(offset));
  assert.equal(done.status, 204, done.text);
  assert.equal(done.fields.get("repr-digest"), digestOf(bytes));
  const ended = await lost.raw.rest();
  assert.match(ended, /^HTTP\/1\.1 409 /);
});
