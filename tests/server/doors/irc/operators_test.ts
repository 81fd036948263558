/** Those who keep order on the server do so over IRC as well. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { registerOwner } from "../../../support/staff.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("OPER, KILL and WALLOPS are for those whose account has a role", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const boss = await registerOwner(server, "boss");
  await server.register("alice");
  const enter = (nick: string) => IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD });
  await using staff = await enter("boss");
  await using alice = await enter("alice");

  assert.equal((await alice.ask(`OPER boss ${PASSWORD}`))[0]?.command, "491");
  assert.equal((await alice.ask("KILL boss :no"))[0]?.command, "481");
  assert.equal((await alice.ask("WALLOPS :help"))[0]?.command, "481");

  assert.equal((await staff.ask("OPER boss secret"))[0]?.command, "381");
  await staff.send("WALLOPS :look at this");
  const said = await boss.event("message", ({ text }) => text === "look at this");
  assert.deepEqual([said.room, said.kind], ["moderation", "notice"]);
  assert.equal((await staff.ask("KILL nobody_there :gone"))[0]?.command, "401");
  await staff.send("KILL alice :enough");
  assert.match((await alice.until("ERROR")).params.at(-1) ?? "", /enough|kicked/i);
  await alice.ended();
});
