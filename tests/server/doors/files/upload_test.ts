import assert from "node:assert/strict";
import { digestOf, FileClient, idIn, someBytes } from "../../../support/file_client.ts";
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
