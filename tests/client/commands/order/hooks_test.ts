/** The commands about hooks, typed into the line client. */
import assert from "node:assert/strict";
import { FakeServer } from "../../../support/fake_server.ts";
import { answering, asked, play } from "../../../support/play.ts";

const TIME = "2026-11-20T17:04:00.000Z";
const CI = {
  hook: 3,
  name: "ci",
  room: "general",
  direction: "in",
  rate: 60,
  by: "adam",
  time: TIME,
};
const BOT = {
  ...CI,
  hook: 4,
  name: "bot",
  direction: "out",
  url: "https://bot.example/\u001b[2J",
  words: ["@bot"],
  used: TIME,
  off: TIME,
};

Deno.test("/hook add makes a hook and shows its token; /hook out shows the secret", async () => {
  await using server = await FakeServer.start();
  let made = 0;
  server.intercept = ({ action }) => {
    if (action !== "add_hook") return undefined;
    return {
      ok: true,
      hook: 3,
      ...(made++ === 0 ? { path: "/hooks/TOKEN" } : { secret: "SECRET" }),
    };
  };
  const { code, stderr, stdout } = await play(server, [
    "/hook add ci secret=eight-or-more rate=5",
    "/hook out bot https://bot.example/chat @bot deploy",
  ]);
  assert.equal(stderr, "");
  assert.deepEqual(asked(server, "add_hook"), [
    { room: "general", name: "ci", secret: "eight-or-more", rate: 5 },
    { room: "general", name: "bot", url: "https://bot.example/chat", words: ["@bot", "deploy"] },
  ]);
  assert.ok(stdout.includes("curl -d 'it works' https://chat.example/hooks/TOKEN\n"));
  assert.ok(stdout.includes("the secret SECRET, which is shown this once"));
  assert.equal(code, 0);
});

Deno.test("/hooks lists hooks, and /hook revoke and /hook on call them by their names", async () => {
  await using server = await FakeServer.start();
  answering(server, { hooks: { hooks: [CI, BOT] }, revoke_hook: {}, resume_hook: {} });
  const { stderr, stdout } = await play(server, ["/hooks", "/hook revoke CI", "/hook on #7"]);
  assert.equal(stderr, "");
  const [first = "", second = ""] = stdout.split("\n");
  assert.equal(first, "* #3 ci: in, 60 a minute, never used (by adam, 2026-11-20 17:04)");
  assert.match(second, /^\* #4 bot: out to https:\/\/bot\.example\/\ufffd\[2J, .*only @bot, used/);
  assert.match(second, /switched off 2026-11-20 17:04/);
  assert.deepEqual(asked(server, "revoke_hook"), [{ hook: 3 }]);
  assert.deepEqual(asked(server, "resume_hook"), [{ hook: 7 }]);
});

Deno.test("/hook says what is missing", async () => {
  await using server = await FakeServer.start();
  answering(server, { hooks: { hooks: [] } });
  const { stderr } = await play(server, [
    "/hook",
    "/hook add",
    "/hook add two words",
    "/hook add ci rate=fast",
    "/hook out bot @bot",
    "/hook revoke ci",
  ]);
  assert.match(stderr, /Line 1 .*Say what to do/);
  assert.match(stderr, /Line 2 .*Say what it is called/);
  assert.match(stderr, /Line 3 .*Say \/hook add and a name/);
  assert.match(stderr, /Line 4 .*"fast" is no number/);
  assert.match(stderr, /Line 5 .*Say where it leads/);
  assert.match(stderr, /Line 6 .*There is no hook "ci" here/);
});
