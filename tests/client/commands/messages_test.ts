/** Commands about single messages, typed into the line client. */
import assert from "node:assert/strict";
import { FakeServer } from "../../support/fake_server.ts";
import { asked, play } from "../../support/play.ts";

const GENERAL = { room: "general" };

Deno.test("/edit, /delete and /react speak of messages by how far back they are", async () => {
  await using server = await FakeServer.start();
  const { code, stderr, stdout } = await play(server, [
    "one",
    "two",
    "/edit 2 :tada: uno",
    "/edit dos",
    "/react 1 :+1:",
    "/unreact 2 👍",
    "/delete 2",
    "/delete 2",
  ]);
  assert.equal(
    stdout,
    "alice: one\nalice: two\n* alice edited: 🎉 uno\n* alice edited: dos\n" +
      "* alice reacted 👍 to: dos\n* alice took back 👍 from: 🎉 uno\n" +
      "* alice deleted a message (🎉 uno)\n",
  );
  const [one, two] = server.messages.map(({ id }) => id);
  assert.deepEqual(asked(server, "edit"), [{ id: one, text: "🎉 uno" }, { id: two, text: "dos" }]);
  assert.deepEqual(asked(server, "react"), [
    { id: two, emoji: "👍" },
    { id: one, emoji: "👍", remove: true },
  ]);
  assert.deepEqual(asked(server, "delete"), [{ id: one }]);
  assert.match(stderr, /Line 8 .*no such message of yours in what was shown of #general/);
  assert.equal(code, 1);
});

Deno.test("/reply and /me print who is answered and what is done", async () => {
  await using server = await FakeServer.start();
  const bob = server.publish("bob", "shall we?\nor not", GENERAL);
  const { code, stdout } = await play(
    server,
    ["/reply 1 yes: `:+1:`", "/me waves", "/messages"],
    "--history",
    "1",
  );
  assert.equal(
    stdout,
    "bob: shall we?\n    or not\n  ↳ bob: shall we?…\nalice: yes: `:+1:`\n* alice waves\n" +
      "* 3  17:00 bob: shall we?…\n* 2  17:00 alice: yes: `:+1:`\n* 1  17:00 * alice waves\n",
  );
  assert.equal(server.messages[1]?.reply_to, bob.id);
  assert.equal(server.messages[2]?.me, true);
  assert.equal(code, 0);
});
