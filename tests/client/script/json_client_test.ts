import assert from "node:assert/strict";
import { ClientProcess, runClient } from "../../support/client_process.ts";
import { FakeServer } from "../../support/fake_server.ts";

const GENERAL = { room: "general" };

function as(name: string, server: FakeServer, ...more: string[]) {
  return {
    args: ["--json", "--no-tls", `${name}127.0.0.1:${server.port}`, ...more],
    env: { CHAT_PASSWORD: "correct horse" },
  };
}

function parse(stdout: string): Record<string, unknown>[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

Deno.test("--json prints hello, answers and events, one line each", async () => {
  await using server = await FakeServer.start();
  const { code, stderr, stdout } = await runClient({ ...as("alice@", server), input: "hi\n" });
  const [hello, login, ...rest] = parse(stdout);
  assert.equal(hello?.["event"], "hello");
  assert.equal(login?.["username"], "alice");
  assert.ok(login !== undefined && !("token" in login), "what is printed may go anywhere");
  const event = rest.find((line) => line["event"] === "message");
  assert.equal(event?.["text"], "hi");
  assert.equal(rest.find((line) => "ok" in line)?.["id"], event?.["id"]);
  assert.equal(rest.length, 2);
  assert.equal(stderr, "");
  assert.equal(code, 0);
});

Deno.test("--json sends lines that begin with { as they are and waits for their answers", async () => {
  await using server = await FakeServer.start();
  const lines = ['{"action":"who","ref":"mine"}', '{ "action":"ping" }', "{broken"];
  const { code, stdout } = await runClient({
    ...as("alice@", server),
    input: lines.map((line) => `${line}\n`).join(""),
  });
  const answers = parse(stdout).slice(2);
  assert.deepEqual(answers.map(({ ok, ref }) => [ref, ok]), [
    ["mine", true],
    [undefined, true],
    [undefined, false],
  ]);
  assert.equal(code, 1, "a line was refused");
  assert.deepEqual(server.requestsFor("who"), [{ action: "who", ref: "mine" }]);
});

Deno.test("--json prints what it does not know, and makes every line safe for terminals", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice@", server));
  await server.untilRequests("login");
  server.announce({ event: "fireworks", text: "\u202e\u009b1m" });
  await client.until("fireworks");
  assert.match(client.stdout, /\{"event":"fireworks","text":"\\u202e\\u009b1m"\}\n/);
});

Deno.test("--json repeats no event after a lost connection", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice@", server));
  await server.untilRequests("login");
  server.publish("bob", "one", GENERAL);
  await client.until('"one"');
  server.cutAll();
  server.publish("bob", "two", GENERAL);
  await server.untilRequests("poll");
  server.publish("bob", "three", GENERAL);
  await client.until('"three"');
  await client.endInput();
  const { code, stdout } = await client.result();
  const texts = parse(stdout).filter(({ event }) => event === "message").map(({ text }) => text);
  assert.deepEqual(texts, ["one", "two", "three"]);
  assert.equal(code, 0);
});

Deno.test("--json exits 1 when nobody knows whether a line of its own arrived", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action }, client) => {
    if (action !== "say") return undefined;
    client.cut();
    return "ignore";
  };
  const line = '{"action":"say","room":"general","text":"hi"}';
  const { code, stderr } = await runClient({ ...as("alice@", server), input: `${line}\n` });
  assert.equal(code, 1);
  assert.ok(stderr.includes(line), stderr);
  assert.equal(server.requestsFor("say").length, 1);
});

Deno.test("--json without a name lets the script log in, and comes back with its token", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("", server));
  await client.type('{"action":"login","username":"alice","password":"secret 1","ref":1}\n');
  await client.until('"ref":1');
  server.cutAll();
  server.publish("bob", "missed", GENERAL);
  await client.until('"missed"');
  await client.type('{"action":"exit","ref":2}\n');
  const { code } = await client.result();
  assert.equal(code, 0);
  assert.equal(server.requestsFor("login")[1]?.["token"], "token-1");
});
