/** REGISTER of IRCv3 (draft/account-registration): an account for a nick. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("REGISTER makes an account of the nick, logs in and shows the rooms", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send("CAP LS 302");
  assert.match((await irc.until("CAP")).params.at(-1) ?? "", /draft\/account-registration(?!=)/);
  await irc.send("NICK alice", "USER alice 0 * :Alice", `REGISTER * * :${PASSWORD}`);
  const early = await irc.until("FAIL");
  assert.deepEqual(early.params.slice(0, 3), ["REGISTER", "COMPLETE_CONNECTION_REQUIRED", "alice"]);
  await irc.send("CAP END");
  await irc.until("001");
  for (
    const [line, code] of [
      [`REGISTER carol * :${PASSWORD}`, "ACCOUNT_NAME_MUST_BE_NICK"],
      ["REGISTER * * :password", "WEAK_PASSWORD"],
    ] as const
  ) {
    await irc.send(line);
    assert.equal((await irc.until("FAIL")).params[1], code);
  }
  await irc.send(`REGISTER alice * :${PASSWORD}`);
  await irc.until("900");
  assert.deepEqual((await irc.until("REGISTER")).params.slice(0, 2), ["SUCCESS", "alice"]);
  assert.deepEqual((await irc.until("JOIN")).params[0], "#general");
  await irc.send("PRIVMSG #general :here I am");
  assert.equal((await bob.event("message", ({ from }) => from === "alice")).text, "here I am");
  await irc.send(`REGISTER alice * :${PASSWORD}`);
  assert.equal((await irc.until("FAIL")).params[1], "ALREADY_AUTHENTICATED");
  await using other = await IrcTestClient.connect(server.ircPort);
  await other.send("NICK bob", "USER bob 0 * :Bob", `REGISTER bob * :${PASSWORD} and more`);
  await other.until("001");
  await other.send(`REGISTER bob * :${PASSWORD} and more`);
  assert.equal((await other.until("FAIL")).params[1], "ACCOUNT_EXISTS");
});

Deno.test("REGISTER is taken before the welcome where --irc-register-early is on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { irc: { registerEarly: true } });
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send("CAP LS 302");
  assert.match(
    (await irc.until("CAP")).params.at(-1) ?? "",
    /draft\/account-registration=before-connect/,
  );
  await irc.send(`REGISTER * * :${PASSWORD}`);
  assert.equal((await irc.until("FAIL")).params[1], "NEED_NICK");
  await irc.send("NICK alice", "USER alice 0 * :Alice", `REGISTER * * :${PASSWORD}`);
  assert.deepEqual((await irc.until("REGISTER")).params.slice(0, 2), ["SUCCESS", "alice"]);
  await irc.send("CAP END");
  await irc.until("001");
  assert.deepEqual((await irc.until("JOIN")).params[0], "#general");
});

Deno.test("REGISTER before the welcome takes no nick that somebody has, account or not", async () => {
  using folder = new TemporaryFolder();
  const options = { guests: true, irc: { registerEarly: true } } as const;
  await using server = await startIrcServer(folder, options);
  await using guest = await IrcTestClient.enter(server.ircPort, { nick: "root" });
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send("NICK root", `REGISTER * * :${PASSWORD}`);
  await irc.until("433");
  assert.equal((await irc.until("FAIL")).params[1], "ACCOUNT_EXISTS");
  assert.equal((await guest.ask("PRIVMSG root :still me"))[0]?.command, "PRIVMSG");
});
