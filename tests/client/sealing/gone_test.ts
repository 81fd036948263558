/** What was written with people whose accounts are gone. */
import assert from "node:assert/strict";
import type { Marked } from "../../../client/wording/marked.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("messages of several people who are gone are read on, by a device that comes later as well", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  for (const name of ["bob", "carol"]) {
    await using other = await SealedUser.enters(server, name);
    await alice.link.say({ to: name, text: `to ${name}` });
    await other.reads(`to ${name}`);
    await other.link.say({ to: "alice", text: `from ${name}` });
    await alice.reads(`from ${name}`);
    await other.link.request("delete_account", { password: PASSWORD, messages: "keep" })
      .catch(() => {});
  }
  const expected = ["to bob", "from bob", "to carol", "from carol"]
    .map((text) => ({ text, encryption: "sealed" }));
  const read = async (user: SealedUser) => {
    const { messages } = await user.link.request("history", { with: "deleted user" });
    return (messages as Marked[]).map(({ encryption, text }) => ({ text, encryption }));
  };
  await using later = await SealedUser.enters(server, "alice", { isKnown: true });
  await later.hears("not_linked");
  await (await later.link.keyPowers())?.recover(alice.codes[0] ?? "");
  assert.deepEqual(await read(later), expected);
  assert.deepEqual(await read(alice), expected);
});
