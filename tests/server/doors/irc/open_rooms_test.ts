/** Rooms on IRC that let those in who know their name, or let those write who are not in them. */
import assert from "node:assert/strict";
import { type IrcLine, IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const GUESTS = { guests: true, defaultRooms: [] } as const;

function changesIn(lines: readonly IrcLine[]): (string | undefined)[] {
  return lines.filter(({ command }) => command === "MODE").map(({ params }) => params[1]);
}

Deno.test("MODE +s takes a room out of LIST, and who knows its name joins it until +i", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  const asked = await foo.ask("JOIN #lab", "MODE #lab +s", "MODE #lab");
  assert.deepEqual(changesIn(asked), ["+s"]);
  assert.equal(asked.find(({ command }) => command === "324")?.params[2], "+ns");
  const listed = async () => (await bar.ask("LIST")).filter(({ command }) => command === "322");
  assert.deepEqual(await listed(), []);
  const joined = await bar.ask("JOIN #lab");
  assert.deepEqual(joined.find(({ command }) => command === "353")?.params.slice(1, 3), [
    "@",
    "#lab",
  ]);
  assert.equal((await listed()).length, 1);
  await bar.ask("PART #lab");
  assert.deepEqual(changesIn(await foo.ask("MODE #lab +i")), ["+i"]);
  assert.ok((await bar.ask("JOIN #lab")).some(({ command }) => command === "403"));
  assert.deepEqual(
    changesIn(await foo.ask("MODE #lab -s", "MODE #lab +s", "MODE #lab -i", "MODE #lab +i-s")),
    ["-s", "+s", "-i", "+i-s"],
  );
  assert.deepEqual(changesIn(await foo.ask("MODE #lab -i", "MODE #lab +is", "MODE #lab -is")), [
    "-i",
    "+is",
    "-is",
  ]);
});

Deno.test("MODE -n lets those write who are not in the room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  await foo.ask("JOIN #lab");
  assert.ok((await bar.ask("PRIVMSG #lab :hello?")).some(({ command }) => command === "404"));
  const changed = await foo.ask("MODE #lab -n", "MODE #lab");
  assert.deepEqual(changesIn(changed), ["-n"]);
  assert.equal(changed.find(({ command }) => command === "324")?.params[2], "+");
  await bar.ask("PRIVMSG #lab :hello!");
  assert.deepEqual((await foo.until("PRIVMSG")).params, ["#lab", "hello!"]);
  assert.deepEqual(changesIn(await foo.ask("MODE #lab +n")), ["+n"]);
  assert.ok((await bar.ask("PRIVMSG #lab :hello?")).some(({ command }) => command === "404"));
});

Deno.test("INVITE to a room that is joined by invitation is for those who moderate it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  await foo.ask("JOIN #lab", "MODE #lab +i", "MODE #lab -o foo");
  const asked = await foo.ask("INVITE bar #lab");
  assert.deepEqual(asked.find(({ command }) => command === "482")?.params.slice(0, 2), [
    "foo",
    "#lab",
  ]);
  assert.ok(!(await bar.settled()).some(({ command }) => command === "INVITE"));
});
