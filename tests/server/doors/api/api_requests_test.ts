/** Requests over HTTP: the same as on every connection, with the statuses of HTTP. */
import assert from "node:assert/strict";
import { DEFAULT_SERVE_OPTIONS } from "../../../../server/start/serve_options.ts";
import { startApiServer } from "../../../support/api_client.ts";
import { ok } from "../../../support/requests.ts";
import { httpGet, httpPost } from "../../../support/http_requests.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("ApiRequests.answer() lets somebody register, talk and read with nothing but requests", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const bob = await server.register("bob");
  const registered = await api.ok("register", { username: "alice", password: PASSWORD });
  assert.match(registered["token"], /^[\w-]{43}$/);
  const { token } = await api.ok("login", { username: "alice", password: PASSWORD });
  const said = await api.ok("say", { text: "hello from a script" }, token);
  const heard = await bob.event("message");
  assert.deepEqual([heard["id"], heard["from"], heard["text"]], [
    said["id"],
    "alice",
    "hello from a script",
  ]);
  const { messages } = await api.ok("history", { room: "general" }, token);
  assert.equal(messages.at(-1).text, "hello from a script");
  // No fields need no body.
  assert.deepEqual(await api.ok("ping", undefined, token), { ok: true });
  const polled = await api.ok("poll", { last_id: 0 }, token);
  assert.equal(polled["last_id"], said["id"]);
  const { sessions } = await api.ok("sessions", {}, token);
  assert.deepEqual(sessions.map(({ current }: { current: boolean }) => current).sort(), [
    false,
    true,
  ]);
});

Deno.test("ApiRequests.answer() refuses with the codes of the protocol and statuses that say the same", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const { answer: { token } } = await server.register("alice");
  for (
    const [status, error, action, fields, as] of [
      [401, "login_required", "say", { text: "hi" }, undefined],
      [401, "bad_credentials", "say", { text: "hi" }, "x".repeat(43)],
      [401, "bad_credentials", "login", { username: "alice", password: "wrong wrong" }, undefined],
      [400, "bad_field", "say", {}, token],
      [400, "bad_field", "watch", {}, token],
      [400, "bad_json", "say", [], token],
      [404, "unknown_action", "http", {}, token],
      [404, "unknown_action", "shout", { text: "hi" }, token],
      [404, "unknown_action", "__proto__", {}, token],
      [404, "unknown_action", "", {}, token],
      [404, "no_such_room", "say", { room: "nowhere", text: "hi" }, token],
      [404, "no_such_message", "edit", { id: 77, text: "hi" }, token],
      [403, "no_right", "grant", { username: "alice", role: "owner" }, token],
      [409, "name_taken", "register", { username: "Alice", password: PASSWORD }, undefined],
    ] as const
  ) {
    const { status: given, body, headers } = await api.request(action, fields, as);
    assert.deepEqual([given, body["ok"], body["error"]], [status, false, error], action);
    assert.equal(typeof body["message"], "string");
    assert.equal(headers.get("www-authenticate"), status === 401 ? "Bearer" : null);
    assert.equal(headers.get("cache-control"), "no-store");
  }
});

Deno.test("ApiRequests.answer() knows a token no more from the moment it was revoked", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  await server.register("alice");
  const { token } = await api.ok("login", { username: "alice", password: PASSWORD });
  const { token: other } = await api.ok("login", { username: "alice", password: PASSWORD });
  await api.ok("ping", {}, token);
  await api.ok("say", { text: "before" }, token);
  const { revoked } = await api.ok("revoke", { others: true }, other);
  assert.ok(revoked >= 1);
  assert.equal(
    (await api.request("say", { text: "after" }, token)).body["error"],
    "bad_credentials",
  );
  await api.ok("logout", {}, other);
  assert.equal((await api.request("ping", {}, other)).status, 401);
});

Deno.test("ApiRequests.answer() asks for JSON of a length and a method, and says so as the protocol does", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { answer: { token } } = await server.register("alice");
  const port = server.running.webPort ?? 0;
  const Authorization = `Bearer ${token}`;
  for (
    const [status, error, text] of [
      [405, "unknown_action", httpGet("/api/v1/say", { Authorization })],
      [405, "unknown_action", httpGet("/api/v1/say", { Authorization }, "PUT")],
      [405, "unknown_action", httpGet("/api/v1/say", { Authorization }, "DELETE")],
      [415, "bad_json", httpPost("/api/v1/say", {}, { "Content-Type": "text/plain" })],
      [413, "line_too_long", httpPost("/api/v1/say", { text: "x".repeat(70_000) })],
      [
        413,
        "line_too_long",
        httpGet("/api/v1/say", { Authorization, "Content-Length": "10485760" }, "POST"),
      ],
      [403, "no_right", httpPost("/api/v1/say", {}, { Origin: "https://evil.example" })],
      [401, "bad_credentials", httpPost("/api/v1/say", {}, { Authorization: "Basic YTpi" })],
    ] as const
  ) {
    using connection = await RawConnection.plain(port);
    const { status: given, text: body } = await connection.ask(text);
    assert.deepEqual([given, JSON.parse(body).error], [status, error], text.slice(0, 80));
    assert.equal(JSON.parse(body).ok, false);
  }
  // What is nested deeply is a body like any other.
  using connection = await RawConnection.plain(port);
  const deep = `{"text":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
  const head = httpGet("/api/v1/say", {
    Authorization,
    "Content-Type": "application/json",
    "Content-Length": String(deep.length),
  }, "POST");
  const { status, text } = await connection.ask(head + deep);
  assert.deepEqual([status, JSON.parse(text).error], [400, "bad_field"]);
  const broken = head.replace(/Content-Length: \d+/, "Content-Length: 4") + "[[[[";
  assert.equal(JSON.parse((await connection.ask(broken)).text).error, "bad_json");
});

Deno.test("ApiRequests.answer() takes no cookie for a token", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { answer: { token } } = await server.register("alice");
  using connection = await RawConnection.plain(server.running.webPort ?? 0);
  const { status, text } = await connection.ask(
    httpPost("/api/v1/say", { text: "hi" }, { Cookie: `chat=${token}; __Host-chat=${token}` }),
  );
  assert.deepEqual([status, JSON.parse(text).error], [401, "login_required"]);
});

Deno.test("ApiRequests.answer() shares the rates of the account with its connections", async () => {
  using folder = new TemporaryFolder();
  const nowMs = Date.now();
  await using server = await startApiServer(folder, {
    limits: true,
    now: () => nowMs,
    delay: () => Promise.resolve(),
  });
  const { api } = server;
  const alice = await server.register("alice");
  const { token } = alice.answer;
  // 200 at once and 20 a second, of which five seconds may be waited for.
  for (let count = 0; count < 150; count++) await ok(alice, "say", { text: `line ${count}` });
  let refusedAfter = 0;
  for (;;) {
    const { status, headers, body } = await api.request("say", { text: `${refusedAfter}` }, token);
    if (status === 429) {
      assert.equal(body["error"], "slow_down");
      assert.equal(headers.get("retry-after"), String(body["retry_after"]));
      break;
    }
    assert.equal(status, 200);
    refusedAfter += 1;
  }
  assert.equal(refusedAfter, 150);
});

Deno.test("ApiRequests.answer() lets nobody try tokens faster than elsewhere", async () => {
  using folder = new TemporaryFolder();
  const nowMs = Date.now();
  const { rates } = DEFAULT_SERVE_OPTIONS;
  await using server = await startApiServer(folder, {
    limits: true,
    limitLoopback: true,
    rates: { ...rates, anonymous: { burst: 10, perSecond: 1 } },
    now: () => nowMs,
    delay: () => Promise.resolve(),
  });
  const codes: string[] = [];
  for (let count = 0; count < 60; count++) {
    const { body } = await server.api.request("ping", {}, `${count}`.padStart(43, "x"));
    codes.push(body["error"]);
  }
  // Ten at once, and those that can be waited for in half a minute.
  const tried = codes.filter((code) => code === "bad_credentials").length;
  assert.ok(tried <= 41, `${tried}`);
  assert.equal(codes.at(-1), "slow_down");
});

Deno.test("ApiRequests.answer() says the id that its lines in the log have", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder, { logFormat: "json", logLevel: "debug" });
  const { headers } = await server.api.request("stats", {});
  const id = headers.get("x-request-id") ?? "";
  assert.match(id, /^[0-9a-f]{8}-\d+$/);
  const line = JSON.parse(await server.log.line(new RegExp(id)));
  assert.deepEqual([line.action, line.outcome], ["stats", "login_required"]);
});

Deno.test("ApiRequests.answer() is there with TLS on the port of the chat", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    tls: { kind: "own" },
    web: { isOpen: true, at: undefined, origins: [] },
  });
  using connection = await RawConnection.tls(server.port, ["http/1.1"]);
  const { status, text } = await connection.ask(httpPost("/api/v1/ping", {}));
  assert.deepEqual([status, JSON.parse(text)], [200, { ok: true }]);
});
