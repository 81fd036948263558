/** IRC clients that people use, end to end: each in a terminal of its own, against a real server. */
import assert from "node:assert/strict";
import { ClientProcess } from "../../../../support/client_process.ts";
import { IrcTestClient } from "../../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../../support/irc/irc_server.ts";
import {
  clientTest,
  startCatgirl,
  startIrssi,
  startSic,
  startWeechat,
} from "../../../../support/irc/real_client.ts";
import { registerOwner } from "../../../../support/staff.ts";
import { PASSWORD, TemporaryFolder, type TestServer } from "../../../../support/test_server.ts";

function accountOf(folder: TemporaryFolder, server: { ircPort: number }, name: string) {
  return {
    port: server.ircPort,
    name,
    password: PASSWORD,
    home: `${folder.path}/${name}`,
  };
}

/** `chat connect` as people use it in a pipe. */
function chatConnect(server: TestServer, name: string): ClientProcess {
  return new ClientProcess({
    args: [`${name}@127.0.0.1:${server.port}`, "--no-tls"],
    env: { CHAT_PASSWORD: PASSWORD },
  });
}

clientTest(
  "irssi sees what was said, talks with chat connect, and keeps order",
  ["irssi"],
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startIrcServer(folder);
    (await registerOwner(server, "alice")).close();
    const dora = await server.register("dora");
    (await server.register("gone")).close();
    (await server.register("erik")).close();
    await dora.request("say", { text: "earlier words" });
    await using irssi = await startIrssi(accountOf(folder, server, "alice"));
    await irssi.until("Irssi: #moderation: Total of");
    await irssi.enter("/window goto #general");
    await irssi.until("< dora> earlier words");
    await using other = chatConnect(server, "erik");
    await irssi.until("erik@user.chat] has joined #general");
    await irssi.enter("hello from irssi");
    await other.until("hello from irssi");
    await other.type("hello from a pipe\n");
    await irssi.until("< erik> hello from a pipe");

    await irssi.enter("/msg gone read this later");
    await irssi.until("is not connected and reads it later");
    const gone = await server.login("gone");
    const kept = await gone.request("history", { with: "alice" });
    assert.match(JSON.stringify(kept), /read this later/);
    gone.close();

    await irssi.enter("/window goto #general");
    await irssi.enter("/mode #general +m");
    await irssi.until("mode/#general [+m]");
    await irssi.enter("/mode #general -m+v dora");
    await irssi.until("+v dora");
    await irssi.enter("/kick dora enough of that");
    await irssi.until(/dora was kicked from #general by alice \[enough of that\]/);
    await irssi.enter("/mode #general +b dora");
    await irssi.until(/mode\/#general \[\+b dora!\*@\*\]/);
    assert.equal((await dora.request("join", { room: "general" }))["error"], "banned");
  },
);

clientTest("WeeChat makes a room, and reads what was said while it was away once", [
  "weechat-curses",
], async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  (await server.register("bobby")).close();
  const dora = await server.register("dora");
  await using weechat = await startWeechat(accountOf(folder, server, "bobby"));
  await weechat.until("bobby@user.chat) has joined #general");
  await weechat.enter("/join #garden");
  await weechat.until("bobby@user.chat) has joined #garden");
  await dora.request("join", { room: "garden" });
  await weechat.until("dora@user.chat) has joined #garden");
  await dora.request("say", { room: "garden", text: "before the gap" });
  await weechat.until("before the gap");
  await weechat.enter("said in the garden");
  await dora.event("message", ({ text }) => text === "said in the garden");
  await using asking = await IrcTestClient.enter(server.ircPort, {
    nick: "dora",
    password: PASSWORD,
  });
  await asking.send("PRIVMSG bobby :\x01VERSION\x01");
  await asking.until(({ command, params }) =>
    command === "NOTICE" && params.at(-1)?.startsWith("\x01VERSION WeeChat") === true
  );

  await weechat.enter("/disconnect chat");
  await dora.event("left", ({ username }) => username === "bobby");
  for (const number of [1, 2, 3]) {
    await dora.request("say", { room: "garden", text: `in the gap ${number}` });
  }
  await weechat.enter("/connect chat");
  const screen = await weechat.until("in the gap 3");
  for (const number of [1, 2, 3]) {
    assert.equal(screen.split(`in the gap ${number}`).length, 2, screen);
  }
  await dora.request("say", { room: "garden", text: "after the gap" });
  await weechat.until("after the gap");
});

clientTest("catgirl logs in over TLS with PASS", ["catgirl"], async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, {
    tls: { kind: "own" },
    irc: { isPlain: false },
  });
  (await server.register("carla")).close();
  const dora = await server.register("dora");
  await using catgirl = await startCatgirl({
    ...accountOf(folder, server, "carla"),
    certificate: `${folder.path}/certificate.pem`,
  });
  await dora.event("joined", ({ username }) => username === "carla");
  await dora.request("say", { text: "good cat" });
  await catgirl.until("#general");
  await catgirl.enter("/window #general");
  await catgirl.until("good cat");
  await catgirl.enter("meow");
  await dora.event("message", ({ text }) => text === "meow");
});

clientTest("sic, which asks for nothing, is told the hour of what was said", ["sic"], async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  (await server.register("carla")).close();
  const dora = await server.register("dora");
  await dora.request("say", { text: "earlier words" });
  await using sic = await startSic(accountOf(folder, server, "carla"));
  await sic.until(/<dora> \[\d\d:\d\d\] earlier words/);
  await sic.enter(":m #general all I can do");
  await dora.event("message", ({ text }) => text === "all I can do");
  await sic.enter(":m dora and this is for you alone");
  assert.equal((await dora.event("message", ({ to }) => to === "dora")).from, "carla");
});

clientTest("ii is files: what is written into one is said, what is said stands in another", [
  "ii",
], async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  (await server.register("carla")).close();
  const dora = await server.register("dora");
  const home = `${folder.path}/ii`;
  await Deno.mkdir(home);
  const ii = new Deno.Command("ii", {
    args: [
      "-s",
      "127.0.0.1",
      "-p",
      String(server.ircPort),
      "-n",
      "carla",
      "-i",
      home,
      "-k",
      "SECRET",
    ],
    env: { SECRET: `carla:${PASSWORD}` },
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await dora.event("joined", ({ username }) => username === "carla");
    await dora.request("say", { text: "for the file" });
    const out = `${home}/127.0.0.1/#general/out`;
    const said = await new Deno.Command("timeout", {
      args: [
        "20",
        "sh",
        "-c",
        'until grep -q "for the file" "$1"; do sleep 0.1; done; cat "$1"',
        "sh",
        out,
      ],
      stderr: "null",
    }).output();
    assert.match(new TextDecoder().decode(said.stdout), /<dora> for the file/);
    await Deno.writeTextFile(`${home}/127.0.0.1/#general/in`, "from the file\n");
    await dora.event("message", ({ text, from }) => from === "carla" && text === "from the file");
  } finally {
    ii.kill("SIGTERM");
    await ii.status;
  }
});
