/** CHATHISTORY with `draft/event-playback`: what happened beside what was said. */
import assert from "node:assert/strict";
import { type IrcLine, IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const CAPABILITIES = [
  "batch",
  "draft/chathistory",
  "draft/message-redaction",
  "echo-message",
  "message-tags",
  "server-time",
];

const PLAYBACK = [...CAPABILITIES, "draft/event-playback"];

Deno.test("CHATHISTORY plays topics back in their place, to clients that want events", async () => {
  using folder = new TemporaryFolder();
  // No two things have the same time.
  let timeMs = Date.now();
  await using server = await startIrcServer(folder, {
    defaultRooms: [],
    now: () => ++timeMs,
    elapsed: () => performance.now(),
  });
  (await server.register("alice")).close();
  const enter = (capabilities: readonly string[]) =>
    IrcTestClient.enter(server.ircPort, { nick: "alice", password: PASSWORD, capabilities });
  await using alice = await enter(PLAYBACK);
  await alice.ask("JOIN #lab");
  const echoes: IrcLine[] = [];
  for (let count = 0; count < 4; count++) {
    echoes.push(...await alice.ask(`TOPIC #lab :topic ${count}`));
    echoes.push(...await alice.ask(`PRIVMSG #lab :message ${count}`));
  }
  const briefOf = ({ command, params, source, tags }: IrcLine) => ({
    source,
    command,
    params,
    time: tags.get("time"),
    msgid: tags.get("msgid"),
  });
  const said = echoes.map(briefOf);
  assert.ok(said.every(({ msgid, time }) => msgid !== undefined && time !== undefined));
  const played = async (line: string) => {
    const lines = await alice.ask(`CHATHISTORY ${line}`);
    assert.deepEqual([lines[0]?.command, lines.at(-1)?.command], ["BATCH", "BATCH"]);
    return lines.slice(1, -1).map(briefOf);
  };
  assert.deepEqual(await played("LATEST #lab * 5"), said.slice(-5));
  for (const key of ["msgid", "timestamp"] as const) {
    const at = (index: number) => {
      const { msgid, time } = said[index] ?? {};
      return `${key}=${key === "msgid" ? msgid : time}`;
    };
    assert.deepEqual(await played(`LATEST #lab ${at(4)} 10`), said.slice(5));
    assert.deepEqual(await played(`BEFORE #lab ${at(4)} 2`), said.slice(2, 4));
    assert.deepEqual(await played(`AFTER #lab ${at(4)} 2`), said.slice(5, 7));
    assert.deepEqual(await played(`BETWEEN #lab ${at(2)} ${at(6)} 10`), said.slice(3, 6));
    assert.deepEqual(await played(`AROUND #lab ${at(4)} 3`), said.slice(3, 6));
  }
  await using plain = await enter(CAPABILITIES);
  const lines = await plain.ask("CHATHISTORY LATEST #lab * 10");
  assert.deepEqual(
    lines.slice(1, -1).map(briefOf),
    said.filter(({ command }) => command === "PRIVMSG"),
  );
});

Deno.test("CHATHISTORY plays back modes, kicks, reactions and what was deleted", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { defaultRooms: [] });
  const bob = await server.register("bob");
  (await server.register("alice")).close();
  await using alice = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: PLAYBACK,
  });
  await alice.ask("JOIN #lab");
  await bob.request("join", { room: "lab" });
  const { id } = await bob.request("say", { room: "lab", text: "hello" }) as { id: number };
  const { id: gone } = await bob.request("say", { room: "lab", text: "oops" }) as { id: number };
  await bob.request("react", { id, emoji: "👍" });
  await bob.request("delete", { id: gone });
  await alice.ask("MODE #lab +v bob", "MODE #lab +m", "KICK #lab bob :enough");
  const lines = (await alice.ask("CHATHISTORY LATEST #lab * 10")).slice(1, -1);
  assert.deepEqual(lines.map(({ command, params }) => `${command} ${params.join(" ")}`), [
    "PRIVMSG #lab hello",
    "TAGMSG #lab",
    `REDACT #lab ${gone.toString(36)}`,
    "MODE #lab +v bob",
    "MODE #lab +m",
    "KICK #lab bob enough",
  ]);
  assert.deepEqual(
    [lines[1]?.tags.get("+draft/react"), lines[1]?.tags.get("+draft/reply")],
    ["👍", id.toString(36)],
  );
  assert.ok(lines.every(({ tags }) => tags.has("batch") && tags.has("time")));
  // Without batches it would be taken for what happens now.
  await using flat = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: ["draft/chathistory", "draft/event-playback", "message-tags"],
  });
  const shown = await flat.ask("CHATHISTORY LATEST #lab * 10");
  assert.deepEqual(shown.map(({ command }) => command), ["PRIVMSG"]);
});
