/** Accounts with a second factor log in on IRC with the token of a program. */
import assert from "node:assert/strict";
import { shownCode } from "../../../support/authenticator.ts";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("with a second factor PASS takes a token, and the password only to say so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const alice = await server.register("alice");
  const { secret } = await alice.request("second_factor", { password: PASSWORD });
  await alice.request("enable_second_factor", { code: shownCode(String(secret), Date.now()) });
  const { token } = await alice.request("token", { name: "irc", password: PASSWORD });
  const enter = async (given: string) => {
    const client = await IrcTestClient.connect(server.ircPort);
    await client.send(`PASS ${given}`, "NICK alice", "USER alice 0 * :Alice");
    return client;
  };
  await using refused = await enter(`alice:${PASSWORD}`);
  assert.match((await refused.until("464")).params.at(-1) ?? "", /second factor.*token/);
  await refused.ended();
  await using irc = await enter(`alice:${token}`);
  await irc.until("001");
  assert.deepEqual((await irc.until("JOIN")).params, ["#general"]);
});
