/** What the log says of requests. */
import assert from "node:assert/strict";
import { FileClient, someBytes } from "../../support/file_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("--log-level debug tells of each request over HTTP, with an id that everything has that comes of it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    logFormat: "json",
    logLevel: "debug",
    web: { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] },
    metrics: { host: "127.0.0.1", port: 0 },
  });
  const site = `http://127.0.0.1:${server.running.webPort}`;
  const metrics = `http://127.0.0.1:${server.running.metricsPort}/metrics`;
  const bodies = [
    `${site}/health`,
    `${site}/files/12/a-secret-name`,
    `${site}/api/v1/events`,
    `${site}/api/v1/openapi.json`,
    `${site}/api/v1/ping?secret`,
    metrics,
  ].map((url) => fetch(url).then((response) => response.text()));
  const register = await fetch(`${site}/api/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: "alice", password: PASSWORD }),
  });
  const others = [`${site}/hooks/a-secret-token-of-a-hook`, `${site}/api/v1/openapi.json`].map(
    (url) => fetch(url, { method: "POST", body: "hi" }).then((response) => response.text()),
  );
  await Promise.all([...bodies, ...others, register.text()]);
  await server.log.line(/"action":"POST \/api\/register"/);
  const lines = server.log.lines.filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const outcomes = new Map(
    lines.filter(({ event }) => event === "request")
      .map(({ action, outcome }) => [action, outcome]),
  );
  assert.equal(outcomes.get("GET /health"), "200");
  assert.equal(outcomes.get("GET /files"), "401");
  assert.equal(outcomes.get("GET /metrics"), "200");
  assert.equal(outcomes.get("GET /api/v1/events"), "401");
  assert.equal(outcomes.get("GET /api/v1/openapi.json"), "200");
  assert.equal(outcomes.get("POST /api/v1/openapi.json"), "405");
  assert.equal(outcomes.get("POST /hooks"), "404");
  // What stands in the log by its code does not stand there by its status as well.
  assert.deepEqual(
    lines.filter(({ action }) => action === "GET /api/v1/").map(({ outcome }) => outcome),
    ["405"],
  );
  const whole = lines.find(({ action }) => action === "POST /api/register");
  assert.equal(whole.outcome, "200");
  // The command that is run for it, and what comes of that, are parts of it.
  for (const part of [{ action: "register" }, { event: "registered" }]) {
    const [[name, value] = ["", ""]] = Object.entries(part);
    assert.equal(lines.find((line) => line[name] === value).request, whole.request, name);
  }
  const ids = lines.filter(({ event, action }) => event === "request" && action !== "register")
    .map(({ request }) => request);
  assert.equal(new Set(ids).size, ids.length);
  assert.doesNotMatch(server.log.lines.join("\n"), new RegExp(`secret|${PASSWORD}`));
});

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
