import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ClientProcess, runClient } from "../../support/client_process.ts";
import { within } from "../../support/deadline.ts";
import { FakeServer } from "../../support/fake_server.ts";

const GENERAL = { room: "general" };

function as(
  name: string,
  server: FakeServer,
  ...more: string[]
): { args: string[]; env: Record<string, string> } {
  return {
    args: [`${name}@127.0.0.1:${server.port}`, "--no-tls", ...more],
    env: { CHAT_PASSWORD: "correct horse" },
  };
}

Deno.test("line client sends each line, prints the transcript and exits 0 at end of input", async () => {
  await using server = await FakeServer.start();
  const { code, stderr, stdout } = await runClient({
    ...as("alice", server),
    input: "hello\n\n@bob psst\r\n//slash\nlast line without an end",
  });
  assert.equal(stderr, "");
  assert.equal(
    stdout,
    "alice: hello\nyou -> bob: psst\nalice: /slash\nalice: last line without an end\n",
  );
  assert.equal(code, 0);
  assert.deepEqual(
    server.requestsFor("say").map(({ room, text, to }) => ({ room, text, to })),
    [
      { room: "general", text: "hello", to: undefined },
      { room: undefined, text: "psst", to: "bob" },
      { room: "general", text: "/slash", to: undefined },
      { room: "general", text: "last line without an end", to: undefined },
    ],
  );
});

Deno.test("line client prints what others write and who comes and goes", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("login");
  server.announce({ event: "joined", room: "general", username: "bob", time: "" });
  server.publish("bob", "first\nsecond\u001b[2J", GENERAL);
  server.publish("bob", "only you", { to: "alice" });
  server.publish("bob", "elsewhere", { room: "ops" });
  server.announce({ event: "left", room: "general", username: "bob", time: "" });
  server.announce({ event: "notice", text: "maintenance\u202e soon" });
  await client.until("soon");
  await client.type("/who\nexit\nnever sent\n");
  const { code, stdout } = await client.result();
  assert.equal(
    stdout,
    "* bob joined\nbob: first\n    second\ufffd[2J\nbob -> you: only you\n#ops bob: elsewhere\n" +
      "* bob left\n* notice: maintenance\ufffd soon\n* here: alice\n",
  );
  assert.equal(code, 0);
  assert.equal(server.requestsFor("say").length, 0);
});

Deno.test("line client exits 1 and says why when a message is refused", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, to }) =>
    action === "say" && to === "nobody"
      ? { ok: false, error: "no_such_user", message: "There is no account with this name" }
      : undefined;
  const { code, stderr, stdout } = await runClient({
    ...as("alice", server),
    input: `@nobody hi\n/wo\n${"x".repeat(9_000)}\n${"y".repeat(70_000)}\nfine\n`,
  });
  assert.equal(code, 1);
  assert.equal(stdout, "alice: fine\n");
  assert.match(stderr, /Line 1 .*There is no account with this name \(no_such_user\)/);
  assert.match(stderr, /Line 2 .*did you mean \/who\?/);
  assert.match(stderr, /Line 3 .*at most 8192 bytes/);
  assert.match(stderr, /Line 4 .*longer than 65536 bytes/);
  assert.equal(server.requestsFor("say").length, 2);
});

Deno.test("line client does not send faster than the server acknowledges", async () => {
  await using server = await FakeServer.start();
  let held = true;
  server.intercept = ({ action }) => action === "say" && held ? "ignore" : undefined;
  await using client = new ClientProcess({
    ...as("alice", server),
    input: Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join(""),
  });
  await server.untilRequests("say", 64);
  await server.untilRequests("ping");
  assert.equal(server.requestsFor("say").length, 64);
  held = false;
  server.cutAll();
  const { code, stdout } = await client.result();
  assert.equal(code, 0);
  assert.equal(
    stdout,
    Array.from({ length: 500 }, (_, index) => `alice: line ${index}\n`).join(""),
  );
});

Deno.test("line client sends a message again later when the server is busy", async () => {
  await using server = await FakeServer.start();
  let refusals = 2;
  server.intercept = ({ action }) =>
    action === "say" && refusals-- > 0
      ? { ok: false, error: "slow_down", message: "Slower", retry_after: 0.1 }
      : undefined;
  const { code, stdout } = await runClient({ ...as("alice", server), input: "one\n" });
  assert.equal(stdout, "alice: one\n");
  assert.equal(code, 0);
  assert.equal(new Set(server.requestsFor("say").map(({ nonce }) => nonce)).size, 1);
});

for (const error of ["storage_full", "outcome_unknown", "internal"]) {
  Deno.test(`line client waits and sends all again after ${error}, with the same nonces`, async () => {
    await using server = await FakeServer.start();
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    let refusals = 40;
    server.intercept = ({ action }) =>
      action === "say" && refusals-- > 0
        ? { ok: false, error, message: "The disk is full", retry_after: 0.1 }
        : undefined;
    const { code, stderr } = await runClient({
      ...as("alice", server),
      input: `${lines.join("\n")}\n`,
    });
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.deepEqual(server.messages.map(({ text }) => text).sort(), lines.sort());
    const nonces = server.requestsFor("say").map(({ nonce }) => nonce);
    assert.equal(new Set(nonces).size, lines.length);
  });
}

Deno.test("line client gives a message up when the server goes on failing with it", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action }) =>
    action === "say"
      ? { ok: false, error: "internal", message: "Something went wrong", retry_after: 0.01 }
      : undefined;
  const { code, stderr } = await runClient({ ...as("alice", server), input: "one\n" });
  assert.match(stderr, /Line 1 of the input was not sent: Something went wrong/);
  assert.equal(code, 1);
  assert.equal(new Set(server.requestsFor("say").map(({ nonce }) => nonce)).size, 1);
});

Deno.test("line client shows history only when asked, and nothing twice", async () => {
  await using server = await FakeServer.start();
  for (const text of ["one", "two", "three"]) server.publish("bob", text, GENERAL);
  server.intercept = ({ action }) => {
    if (action === "history") server.publish("bob", "four", GENERAL);
    return undefined;
  };
  const quiet = await runClient({ ...as("alice", server) });
  assert.equal(quiet.stdout, "");
  await using client = new ClientProcess(as("alice", server, "--history", "3"));
  await client.until("four");
  await client.endInput();
  const { code, stdout } = await client.result();
  assert.equal(stdout, "bob: two\nbob: three\nbob: four\n");
  assert.equal(code, 0);
});

Deno.test("line client goes on sending, quietly, when nobody reads its output any more", async () => {
  await using server = await FakeServer.start();
  const command = new Deno.Command("sh", {
    args: [
      "-c",
      `{ { "$0" run --no-check -A "$1" connect --no-tls alice@127.0.0.1:${server.port}; ` +
      'echo "exit code $?" >&3; } | { head -1; exec <&-; echo gone; }; } 3>&1',
      Deno.execPath(),
      fileURLToPath(new URL("../../../main.ts", import.meta.url)),
    ],
    env: { CHAT_PASSWORD: "correct horse" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await server.untilRequests("login");
  server.publish("bob", "first", GENERAL);
  const reader = child.stdout.getReader();
  let output = "";
  while (output !== "bob: first\ngone\n") {
    const { value } = await within(reader.read(), "the end of the reader");
    output += new TextDecoder().decode(value);
  }
  server.publish("bob", "nobody reads this", GENERAL);
  const lines = Array.from({ length: 300 }, (_, index) => `line ${index}\n`);
  await writer.write(new TextEncoder().encode(lines.join("")));
  const sent = () => server.messages.filter(({ from }) => from === "alice").length;
  await server.until(() => sent() === 300);
  // The input goes on, and so does the client.
  await writer.write(new TextEncoder().encode("late\n"));
  await server.until(() => sent() === 301);
  await writer.close();
  while (!output.includes("exit code")) {
    const { done, value } = await within(reader.read(), "the end of the client");
    if (done) break;
    output += new TextDecoder().decode(value);
  }
  await reader.cancel();
  assert.match(output, /gone\nexit code 0\n$/);
  assert.equal(await new Response(child.stderr).text(), "");
  await child.status;
});
