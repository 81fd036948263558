import assert from "node:assert/strict";
import { ClientProcess } from "../../support/client_process.ts";
import { FakeServer } from "../../support/fake_server.ts";

const GENERAL = { room: "general" };

function as(name: string, server: FakeServer) {
  return {
    args: ["--no-tls", `${name}@127.0.0.1:${server.port}`],
    env: { CHAT_PASSWORD: "correct horse" },
  };
}

Deno.test("a client comes back with its token and shows what it missed, once and in order", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("login");
  server.publish("bob", "one", GENERAL);
  await client.until("one");
  server.cutAll();
  for (let index = 0; index < 1_200; index++) server.publish("bob", `missed ${index}`, GENERAL);
  server.intercept = ({ action }) => {
    // Something comes live while the client is still fetching the past.
    if (action === "poll") server.publish("bob", "live", { to: "alice" });
    return undefined;
  };
  await client.until("missed 1199");
  server.intercept = () => undefined;
  await client.until("1203 messages fetched", "stderr");
  server.publish("bob", "last", GENERAL);
  await client.until("bob: last");
  await client.endInput();
  const { code, stdout } = await client.result();
  const shown = stdout.trimEnd().split("\n");
  assert.deepEqual(
    shown,
    server.messages.map(({ text, to }) => `bob${to ? " -> you" : ""}: ${text}`),
  );
  assert.equal(code, 0);
  assert.equal(server.requestsFor("login")[1]?.["token"], "token-1");
  assert.equal(server.requestsFor("login")[1]?.["password"], undefined);
});

Deno.test("a message whose answer was lost is sent again with its nonce and posted once", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action }, client) => {
    if (action !== "say") return undefined;
    const attempt = server.requestsFor("say").length;
    // First it is lost on its way, then its answer is: the server stores it and the line breaks.
    if (attempt <= 2) client.cut();
    return attempt === 1 ? "ignore" : undefined;
  };
  await using client = new ClientProcess({ ...as("alice", server), input: "precious\n" });
  const { code, stdout } = await client.result();
  assert.equal(code, 0);
  assert.equal(stdout, "alice: precious\n");
  assert.equal(server.messages.length, 1);
  assert.equal(server.requestsFor("say").length, 3);
  assert.equal(new Set(server.requestsFor("say").map(({ nonce }) => nonce)).size, 1);
});

Deno.test("a client fetches what a gap left out", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("login");
  const first = server.publish("bob", "one", GENERAL);
  await client.until("one");
  const [connection] = server.clients;
  assert.ok(connection);
  connection.isMuted = true;
  server.publish("bob", "two", GENERAL);
  server.publish("bob", "three", GENERAL);
  connection.isMuted = false;
  connection.send({ event: "gap", after: first.id });
  server.publish("bob", "four", GENERAL);
  await client.until("four");
  await client.type("exit\n");
  assert.equal((await client.result()).stdout, "bob: one\nbob: two\nbob: three\nbob: four\n");
});

Deno.test("a client whose token is refused takes its password, and ends with 4 when that is, too", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("login");
  server.tokens.clear();
  server.cutAll();
  await client.until("Connected again", "stderr");
  assert.equal(server.requestsFor("login").at(-1)?.["password"], "correct horse");
  server.intercept = ({ action }) =>
    action === "login"
      ? { ok: false, error: "bad_credentials", message: "Wrong username or password" }
      : undefined;
  server.cutAll();
  const { code, stderr } = await client.result();
  assert.equal(code, 4);
  assert.match(stderr, /does not let this account in any more/);
});

Deno.test("a client goes on trying while the server is away or busy", async () => {
  const first = await FakeServer.start();
  await using client = new ClientProcess(as("alice", first));
  await first.untilRequests("login");
  const { port } = first;
  first.announce({ event: "closing", reason: "shutdown", message: "The server stops" });
  await first[Symbol.asyncDispose]();
  await client.until("The server stops", "stderr");
  await client.until("Nobody answers", "stderr");
  await using second = await FakeServer.start({ port });
  second.tokens.set("token-1", "alice");
  let refusals = 1;
  second.intercept = ({ action }) =>
    action === "login" && refusals-- > 0
      ? { ok: false, error: "busy", message: "Later", retry_after: 0.1 }
      : undefined;
  await client.until("Connected again", "stderr");
  await client.type("back\n");
  await client.until("alice: back");
});

Deno.test("a client answers the server's ping", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("login");
  const pings = server.requestsFor("ping").length;
  server.announce({ event: "ping" });
  await server.untilRequests("ping", pings + 1);
  assert.equal(client.stdout, "");
});
