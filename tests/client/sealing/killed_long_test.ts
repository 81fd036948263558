/** The server is killed at each step at which something is encrypted: nothing is lost, nothing there twice. */
import assert from "node:assert/strict";
import { ConnectionLost } from "../../../client/base/failure.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import { KilledServer } from "../../support/killed_server.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

const ACTIONS = ["keys", "keys_change", "keys_vault", "conversation_keys", "say", "edit", "react"];

/** Does something again until there is an answer, as people do. */
async function insists<Result>(user: SealedUser, act: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      await user.link.whenLive();
    }
  }
}

for (const isDelivered of [false, true]) {
  Deno.test(`a server killed ${isDelivered ? "after" : "before"} each request has it all once in the end`, async () => {
    using folder = new TemporaryFolder();
    await using server = await KilledServer.start(folder);
    await using bob = await SealedUser.enters(server, "bob");
    for (const [index, action] of ACTIONS.entries()) {
      const name = `alice${index}`;
      await using alice = await SealedUser.connects(server);
      await alice.link.logIn({ username: name, password: PASSWORD, register: true });
      server.killAt({ action, isDelivered });
      alice.link.begin();
      await alice.until(() => alice.news.find(({ kind }) => /^(recovery|no)_code$/.test(kind)));
      const text = `from ${name}`;
      const { id } = await alice.link.say({ to: "bob", text });
      await bob.reads(text);
      await alice.reads(text);
      await insists(alice, () => alice.link.request("edit", { id, text: `${text}!` }));
      await insists(alice, async () => await (await alice.link.keyPowers())?.trust("bob"));
      await insists(bob, () => bob.link.request("react", { id, emoji: "🐤" }));
      const read = () => bob.link.request("history", { with: name });
      const { messages } = await insists(bob, read);
      assert.deepEqual(
        messages.map(({ encryption, reactions, text }: Marked) => ({
          text,
          encryption,
          emoji: reactions?.map(({ emoji }) => emoji),
        })),
        [{ text: `${text}!`, encryption: "sealed", emoji: ["🐤"] }],
        action,
      );
      assert.equal(bob.messages.filter((message) => message.text === text).length, 1, action);
      assert.equal(server.kills, index + 1, action);
    }
  });
}
