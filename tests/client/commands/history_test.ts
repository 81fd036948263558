/** Commands about what was said before, typed into the line client. */
import assert from "node:assert/strict";
import { FakeServer } from "../../support/fake_server.ts";
import { asked, play } from "../../support/play.ts";

const GENERAL = { room: "general" };
const TIME = "2026-11-20T17:04:00.000Z";

Deno.test("/search prints what was found with the match marked, and /more goes on", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, before }) =>
    action !== "search" ? undefined : {
      ok: true,
      more: before === undefined,
      results: [{
        id: before === undefined ? 50 : 7,
        from: "bob",
        text: "it is green",
        time: TIME,
        room: "ops",
        snippet: ["it is ", "green", "\u001b[2J"],
      }],
    };
  const { code, stdout } = await play(server, ["/search green from:bob", "/more", "/more"]);
  const line = "* 2026-11-20 17:04 #ops bob: it is *green*\ufffd[2J\n";
  assert.equal(stdout, `${line}* /more shows earlier ones\n${line}`);
  assert.deepEqual(asked(server, "search"), [
    { query: "green from:bob", limit: 20 },
    { query: "green from:bob", limit: 20, before: 50 },
  ]);
  assert.equal(code, 1);
});

Deno.test("/history shows conversations, pages back with /more, and begins before a day", async () => {
  await using server = await FakeServer.start();
  for (const text of ["one", "two", "three"]) server.publish("bob", text, GENERAL);
  server.publish("bob", "secret", { to: "alice" });
  server.intercept = ({ action, date }) =>
    action === "history" && date !== undefined
      ? { ok: true, more: false, messages: server.messages.slice(1, 2) }
      : undefined;
  const { stdout } = await play(server, [
    "/history 2",
    "/more",
    "/more",
    "/history @bob",
    "/history before 2026-11-20",
  ]);
  assert.equal(
    stdout,
    "bob: two\nbob: three\nbob: one\n* there are no earlier messages in #general\n" +
      "bob -> you: secret\nbob: one\n",
  );
  assert.deepEqual(
    asked(server, "history").find(({ date }) => date !== undefined),
    { room: "general", date: "2026-11-20T00:00:00.000Z", limit: 1 },
  );
});
