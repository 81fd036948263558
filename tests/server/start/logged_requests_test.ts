/** What the log says of requests. */
import assert from "node:assert/strict";
import { FileClient, someBytes } from "../../support/file_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("--log-level debug tells of each request with an id, and nothing of texts and tokens", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { logFormat: "json", logLevel: "debug" });
  const alice = await server.register("alice");
  const token = String(alice.answer["token"]);
  await alice.request("say", { text: "a secret text" });
  await alice.request("say", { room: "nowhere", text: "a secret text" });
  using client = await FileClient.open({ port: server.port, token });
  await client.upload(someBytes(10));
  await server.log.line(/"action":"PATCH \/files|"action":"POST \/files/);
  const lines = server.log.lines.filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const requests = lines.filter(({ event }) => event === "request");
  const says = requests.filter(({ action }) => action === "say");
  assert.deepEqual(says.map(({ outcome }) => outcome), ["granted", "no_such_room"]);
  assert.ok(says.every(({ username, milliseconds }) => username === "alice" && milliseconds >= 0));
  assert.equal(new Set(requests.map(({ request }) => request)).size, requests.length);
  // What came of a request has its id.
  const registered = lines.find(({ event }) => event === "registered");
  const register = requests.find(({ action }) => action === "register");
  assert.match(registered.request, /^[0-9a-f]{8}-\d+$/);
  assert.equal(registered.request, register.request);
  assert.doesNotMatch(server.log.lines.join("\n"), new RegExp(`secret|${PASSWORD}|${token}`));
});
