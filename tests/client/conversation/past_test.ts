import assert from "node:assert/strict";
import { runClient } from "../../support/client_process.ts";
import { FakeServer } from "../../support/fake_server.ts";

Deno.test("roomHistory() asks for page after page when a page does not hold all", async () => {
  await using server = await FakeServer.start();
  for (let index = 0; index < 10; index++) {
    server.publish("bob", `text ${index}`, { room: "general" });
  }
  server.intercept = ({ action, before, limit }) => {
    if (action !== "history") return undefined;
    const older = server.messages.filter(({ id }) => before === undefined || id < Number(before));
    const messages = older.slice(-Math.min(3, Number(limit)));
    return { ok: true, messages, more: messages.length < older.length };
  };
  const { stdout } = await runClient({
    args: ["--no-tls", "--history", "8", `alice@127.0.0.1:${server.port}`],
    env: { CHAT_PASSWORD: "correct horse" },
  });
  assert.deepEqual(
    stdout.trimEnd().split("\n"),
    [2, 3, 4, 5, 6, 7, 8, 9].map((index) => `bob: text ${index}`),
  );
});

Deno.test("pastMessages() puts private messages since then where they belong", async () => {
  await using server = await FakeServer.start();
  server.publish("bob", "too old", { to: "alice" });
  server.publish("bob", "also too old", { room: "general" });
  server.publish("bob", "one", { room: "general" });
  server.publish("bob", "secret", { to: "alice" });
  server.publish("bob", "two", { room: "general" });
  server.publish("bob", "for carol", { to: "carol" });
  const { stdout } = await runClient({
    args: ["--no-tls", "--history", "2", `alice@127.0.0.1:${server.port}`],
    env: { CHAT_PASSWORD: "correct horse" },
  });
  assert.equal(stdout, "bob: one\nbob -> you: secret\nbob: two\n");
});
