/** `chat admin import slack`, on a server that runs and without one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ok } from "../../../support/requests.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";
import { dataOf, importFrom, shownIn } from "../../../support/imports.ts";

Deno.test("chat admin import slack brings a workspace in, and a second time nothing", async () => {
  using folder = new TemporaryFolder();
  const data = dataOf(folder);
  const map = join(folder.path, "people.txt");
  Deno.writeTextFileSync(map, "// who is who\nUADMIN = alice\n#general = old-general\n");
  await using server = await startServer(data);
  const alice = await server.register("alice");
  const dry = await importFrom(folder, "slack", "slack", "--owner", "alice", "--dry-run");
  assert.match(dry.stdout, /^#general: 6 messages from 2012-12-14 to 2012-12-15\.$/m, dry.stderr);
  assert.match(dry.stdout, /^olaf \(U024BE7LH\) is a placeholder like olaf/m);
  assert.match(dry.stdout, /^Nothing was changed\.$/m);
  assert.equal((await ok(alice, "rooms", {})).rooms.length, 1);

  const first = await importFrom(folder, "slack", "slack", "--owner", "alice", "--map", map);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^WARNING {2}1 file is not in the export; the messages say which\.$/m);
  assert.match(first.stdout, /7 messages of 2 rooms came in; 0 were here already\./);
  assert.match(first.stdout, /New placeholders: olaf, petra-muller, deploy-bot\./);
  const shown = await shownIn(alice, "old-general");
  assert.deepEqual(shown.map(({ from, text, time }) => `${time} ${from}: ${text}`), [
    "2012-12-14T20:38:43.000Z olaf: **Hello** @petra.müller, see [the page](https://example.com/a?b=1&c=2) in #general <b> 🎉 @here",
    "2012-12-14T20:38:50.000Z olaf: waves",
    "2012-12-14T20:39:00.000Z petra-muller: in the thread",
    "2012-12-15T20:38:43.000Z alice: two files\n(file missing: gone.png, https://files.slack.com/F2/gone.png)",
    "2012-12-15T20:38:43.000Z alice: ",
    "2012-12-15T20:38:50.000Z deploy-bot: done",
  ]);
  const [hello, waves, answer, , file] = shown;
  assert.deepEqual(hello?.["reactions"], [
    { emoji: "👋🏼", count: 1, users: ["olaf"] },
    { emoji: "👍", count: 2, users: ["alice", "petra-muller"] },
  ]);
  assert.equal(waves?.["me"], true);
  assert.equal(answer?.["reply_to"], hello?.["id"]);
  const { name, size, type } = file?.["file"];
  assert.deepEqual([name, size, type], ["note.txt", 7, "text/plain"]);
  // It is nothing new to anybody, and whoever was private stays so.
  const { conversations } = await ok(alice, "unread", {});
  assert.deepEqual(conversations.map(({ unread }: { unread: number }) => unread), [0, 0, 0]);
  assert.equal((await shownIn(alice, "secret")).length, 1);
  const bob = await server.register("bob");
  const { rooms } = await ok(bob, "rooms", {});
  assert.deepEqual(rooms.map(({ room }: { room: string }) => room).toSorted(), [
    "general",
    "old-general",
  ]);

  const second = await importFrom(folder, "slack", "slack", "--owner", "alice", "--map", map);
  assert.match(second.stdout, /0 messages of 2 rooms came in; 7 were here already\./);
  assert.deepEqual(await shownIn(alice, "old-general"), shown);
});
