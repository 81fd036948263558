import assert from "node:assert/strict";
import { digestOf, FileClient, sha256Of, someBytes } from "../../../support/file_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("a file that is said can be fetched by those who may read its message, whole and in parts", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { port } = server;
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const bytes = someBytes(600_000);
  using sending = await FileClient.open({ port, token: String(alice.answer["token"]) });
  const upload = await sending.upload(bytes);
  const said = await alice.request("say", {
    text: "look",
    file: { upload, name: "a b.png", type: "image/png" },
  });
  assert.equal(said["ok"], true, JSON.stringify(said));
  const event = await bob.event("message");
  assert.deepEqual(event["file"], {
    name: "a b.png",
    size: 600_000,
    type: "image/png",
    sha256: sha256Of(bytes),
  });
  using fetching = await FileClient.open({ port, token: String(bob.answer["token"]) });
  const path = `/files/${said["id"]}/a%20b.png`;
  const whole = await fetching.ask("GET", path);
  assert.equal(whole.status, 200, whole.text.slice(0, 200));
  assert.equal(sha256Of(whole.body), sha256Of(bytes));
  assert.equal(whole.fields.get("content-type"), "image/png");
  assert.equal(whole.fields.get("repr-digest"), digestOf(bytes));
  assert.equal(whole.fields.get("etag"), `"${sha256Of(bytes)}"`);
  assert.match(
    whole.fields.get("content-disposition") ?? "",
    /^inline; filename\*=UTF-8''a%20b.png$/,
  );
  assert.match(whole.fields.get("content-security-policy") ?? "", /^sandbox/);
  const part = await fetching.ask("GET", path, { fields: { Range: "bytes=599990-" } });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, bytes.slice(599_990));
  assert.equal(part.fields.get("content-range"), "bytes 599990-599999/600000");
  // The upload is done with.
  const again = await sending.ask("HEAD", `/files/uploads/${upload}`);
  assert.equal(again.status, 404);
});
