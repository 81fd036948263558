/** What is no request gets its code, the connection lives on, and rubbish is closed. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { within } from "../../support/deadline.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { TestClient } from "../../support/test_client.ts";

Deno.test("serve() answers each kind of bad line with its code and lives on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const client = await server.connect();
  const cases: [string | Uint8Array, string][] = [
    ["rubbish", "bad_json"],
    ["[1,2]", "bad_json"],
    ["null", "bad_json"],
    ['"text"', "bad_json"],
    ['{"action":"ping"', "bad_json"],
    ["{}", "bad_field"],
    ['{"action":5}', "bad_field"],
    ['{"action":"fly"}', "unknown_action"],
    ['{"action":"constructor"}', "unknown_action"],
    ['{"action":"__proto__"}', "unknown_action"],
    ['{"action":"login","username":5,"password":"x"}', "bad_field"],
    ['{"action":"poll","last_id":-1}', "bad_field"],
    ['{"action":"poll","last_id":0}', "login_required"],
    ['{"action":"poll","last_id":"1"}', "bad_field"],
    ['{"action":"ping","ref":{}}', "bad_field"],
    ["\u0000\u0001", "bad_json"],
    [new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), "bad_encoding"],
    [new Uint8Array([0xc3, 0x28]), "bad_encoding"],
    ["x".repeat(65_537), "line_too_long"],
    ["x".repeat(1_000_000), "line_too_long"],
    [`{"action":"say","text":"${"x".repeat(65_000)}"}`, "login_required"],
    ["[".repeat(60_000), "bad_json"],
  ];

  for (const [line, code] of cases) {
    await client.send(line);
    await client.send("\n");
    const refusal = await client.refusal();
    assert.equal(refusal["error"], code, String(line).slice(0, 60));
    assert.equal(typeof refusal["message"], "string");
  }

  assert.equal((await client.request("ping"))["ok"], true);
});

Deno.test("serve() echoes the ref also when the request is bad", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const client = await server.connect();
  assert.equal((await client.request("fly"))["error"], "unknown_action");
  assert.equal((await client.request("login", { username: 5 }))["error"], "bad_field");
  assert.equal((await client.request("say", { text: "hi" }))["error"], "login_required");
});

Deno.test("serve() takes CRLF, empty lines, unknown fields and lines in pieces", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const client = await server.connect();

  await client.send('\r\n\n{"action":"ping","ref":1,"color":"red"}\r\n');
  assert.equal((await client.next((line) => line["ref"] === 1, "answer 1"))["ok"], true);
  for (const piece of ['{"acti', 'on":"pi', 'ng","re', 'f":"ü', '"}', "\r", "\n"]) {
    await client.send(piece);
  }
  assert.equal((await client.next((line) => line["ref"] === "ü", "answer 2"))["ok"], true);
});

Deno.test("serve() closes a connection that sends nothing but rubbish", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const client = await server.connect();

  await client.send("GET / HTTP/1.1\r\n".repeat(60));

  assert.equal((await client.event("closing"))["reason"], "rubbish");
  await within(client.ended, "the connection to end");
});

Deno.test("serve() closes a connection whose line never ends", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const client = await server.connect();

  const flood = (async () => {
    try {
      for (let sent = 0; sent < 200; sent++) await client.send("x".repeat(100_000));
    } catch {
      // The server has closed the connection, as it should.
    }
  })();

  assert.equal((await client.refusal())["error"], "line_too_long");
  await within(client.ended, "the connection to end");
  await flood;
});

Deno.test("serve() survives any bytes and goes on serving others", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");

  const lines = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((json) => new TextEncoder().encode(json)),
    fc.record({
      action: fc.constantFrom("say", "login", "poll", "history", "register", "who", "exit", "x"),
      username: fc.anything(),
      password: fc.anything(),
      text: fc.anything(),
      last_id: fc.anything(),
      room: fc.anything(),
      ref: fc.anything(),
    }, { requiredKeys: ["action"] }).map((request) => {
      try {
        return new TextEncoder().encode(JSON.stringify(request));
      } catch {
        return new Uint8Array([0x22]);
      }
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { maxLength: 30 }), async (inputs) => {
      const client = await TestClient.connect({ port: server.port });
      try {
        for (const input of inputs) {
          await client.send(input);
          await client.send("\n");
        }
      } catch {
        // Closed by `exit` or as rubbish.
      }
      client.close();
      await client.ended;
    }),
    { numRuns: 60 },
  );

  assert.equal((await alice.request("say", { text: "still here" }))["ok"], true);
  const internal = server.log.lines.filter((line) => line.startsWith("ERROR"));
  assert.deepEqual(internal, []);
});
