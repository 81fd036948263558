/** A server is restored from an older backup while two people write to each other. */
import assert from "node:assert/strict";
import { databasePath } from "../../../server/journal/database/database.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("own devices give a restored server back what it has lost, and everything goes on encrypted", async () => {
  using folder = new TemporaryFolder();
  using backup = new TemporaryFolder();
  const copy = `${backup.path}/chat.db`;
  const first = await startServer(folder);
  const { port } = first;
  await using alice = await SealedUser.enters(first, "alice");
  await using bob = await SealedUser.enters(first, "bob");
  await alice.link.say({ to: "bob", text: "kept" });
  await bob.reads("kept");
  await first.stop();
  await Deno.copyFile(databasePath(folder.path), copy);

  const second = await startServer(folder, { port });
  await alice.link.whenLive();
  // A new recovery code takes a new secret, and with it a new key of the conversation.
  await alice.until(() => alice.link.state === "live" ? true : undefined);
  await (await alice.link.keyPowers())?.newCode();
  await alice.link.say({ to: "bob", text: "lost" });
  await bob.reads("lost");
  await second.stop();
  await Deno.copyFile(copy, databasePath(folder.path));

  await using third = await startServer(folder, { port });
  assert.equal(third.port, port);
  await alice.link.say({ to: "bob", text: "from alice" });
  await bob.reads("from alice");
  await bob.link.say({ to: "alice", text: "from bob" });
  await alice.reads("from bob");
  const { messages } = await bob.link.request("history", { with: "alice" });
  assert.deepEqual(
    messages.map(({ encryption, text }: Marked) => ({ encryption, text })),
    ["kept", "from alice", "from bob"].map((text) => ({ encryption: "sealed", text })),
  );
  // Whoever comes later follows the whole log, what was given back as well.
  await using carol = await SealedUser.enters(third, "carol");
  await carol.link.say({ to: "alice", text: "from carol" });
  await alice.reads("from carol");
  const { seq } = await carol.link.request("keys", { username: "alice" });
  assert.equal(seq, 2);
});
