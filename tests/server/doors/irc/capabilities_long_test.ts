/** What each capability changes of what a client is sent, and nothing else. */
import assert from "node:assert/strict";
import { CAPABILITIES, type Capability } from "../../../../server/doors/irc/capabilities.ts";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

/**
 * What is seen of the play below with a capability, or with those that it needs as well, and not
 * without; undefined for those that change nothing there, which other tests are about.
 */
const CHANGES: Readonly<Record<Capability, { with?: Capability[]; seen?: RegExp }>> = {
  "account-notify": {},
  "account-tag": { seen: /^@account=bob :bob!\S+ PRIVMSG #plan hello$/m },
  "away-notify": { seen: /^:bob!\S+ AWAY :at lunch$/m },
  "batch": {},
  "cap-notify": {},
  "chghost": {},
  "draft/account-registration": {},
  "draft/channel-rename": { seen: /^:alice!\S+ RENAME #plan #plans/m },
  "draft/chathistory": {},
  "draft/event-playback": {},
  "draft/message-redaction": { seen: /^:bob!\S+ REDACT #plan \w+$/m },
  "draft/metadata-3": {},
  "draft/multiline": {
    with: ["batch"],
    seen: /^:bob!\S+ BATCH \+\w+ draft\/multiline #plan$/m,
  },
  "draft/no-implicit-names": {},
  "draft/pre-away": {},
  "draft/read-marker": { seen: /^:irc\.test MARKREAD #plan \S+$/m },
  "echo-message": { seen: /^:alice!\S+ PRIVMSG #plan mine$/m },
  "extended-join": { seen: /^:bob!\S+ JOIN #plan bob :?\S+$/m },
  "extended-monitor": {},
  "invite-notify": { seen: /^:bob!\S+ INVITE carol #plan$/m },
  "labeled-response": { seen: /^@label=one :irc\.test PONG/m },
  "message-tags": { seen: /^@msgid=\w+ :bob!\S+ PRIVMSG #plan hello$/m },
  "multi-prefix": {},
  "sasl": {},
  "server-time": { seen: /^@time=\S+ :bob!\S+ PRIVMSG #plan hello$/m },
  "setname": { seen: /^:bob!\S+ SETNAME :?Bob$/m },
  "standard-replies": {},
  "userhost-in-names": { seen: /353 alice \S #plan :?~?@?alice!\S+@\S+/m },
  "znc.in/self-message": {},
};

Deno.test("each capability of IRC changes what it says, and nothing else does", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { defaultRooms: [] });
  for (const name of ["alice", "bob", "carol"]) (await server.register(name)).close();
  const bare = await play(server.ircPort, server, []);
  for (const name of Object.keys(CAPABILITIES) as Capability[]) {
    const { with: others = [], seen } = CHANGES[name];
    const text = await play(server.ircPort, server, [name, ...others]);
    if (seen === undefined) continue;
    assert.match(text, seen, name);
    assert.doesNotMatch(bare, seen, `without ${name}`);
  }
});

/** The same happens each time; returns what alice's client was sent, line by line. */
async function play(
  port: number,
  server: Awaited<ReturnType<typeof startIrcServer>>,
  capabilities: readonly Capability[],
): Promise<string> {
  await using alice = await IrcTestClient.enter(port, {
    nick: "alice",
    password: PASSWORD,
    capabilities,
  });
  const lines = await alice.ask("JOIN #plan", "SETNAME :x");
  const bob = await server.login("bob");
  await bob.request("join", { room: "plan" });
  const { id } = await bob.request("say", { room: "plan", text: "hello" });
  await bob.request("say", { room: "plan", text: "two\nlines" });
  await bob.request("away", { reason: "at lunch" });
  await bob.request("back", {});
  await bob.request("profile", { display_name: "Bob" });
  await bob.request("invite", { room: "plan", username: "carol" });
  await bob.request("delete", { id });
  lines.push(...await alice.ask("PRIVMSG #plan :mine", "@label=one PING labelled"));
  lines.push(...await alice.ask("BATCH +x unknown", "RENAME #plan #plans", "PRIVMSG nobody_ :hi"));
  await bob.request("part", { room: "plans" });
  lines.push(...await alice.ask("PART #plans"));
  bob.close();
  return lines.map(({ text }) => text).join("\n");
}
