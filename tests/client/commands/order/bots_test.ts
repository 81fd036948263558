/** The commands about bots, typed into the line client. */
import assert from "node:assert/strict";
import { FakeServer } from "../../../support/fake_server.ts";
import { answering, asked, play } from "../../../support/play.ts";

const TIME = "2026-11-20T17:04:00.000Z";
const TOKEN = { session: 12, name: "builds", address: "192.0.2.7", created: TIME, used: TIME };

Deno.test("/bot makes a bot and its token, shows the token once, and ends one", async () => {
  await using server = await FakeServer.start();
  answering(server, { create_bot: {}, token: { session: 12, token: "SECRET" }, revoke: {} });
  const { code, stderr, stdout } = await play(server, [
    "/bot add robo",
    "/bot token robo builds of main",
    "/bot revoke @robo 12",
  ]);
  assert.equal(stderr, "");
  assert.deepEqual(asked(server, "create_bot"), [{ username: "robo" }]);
  assert.deepEqual(asked(server, "token"), [{ username: "robo", name: "builds of main" }]);
  assert.deepEqual(asked(server, "revoke"), [{ username: "robo", session: 12 }]);
  assert.match(stdout, /as robo, and is shown this once:\n\* SECRET\n\* \/bot revoke robo 12 ends/);
  assert.equal(code, 0);
});

Deno.test("/bots lists bots with their tokens, page by page, and harmlessly", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, after }) => {
    if (action !== "bots") return undefined;
    const bots = after === "robo"
      ? [{ username: "zed", created: TIME, tokens: [] }]
      : [{ username: "robo", created: TIME, tokens: [{ ...TOKEN, name: "b\u001b[2J" }] }];
    return { ok: true, bots, more: after !== "robo" };
  };
  const { stderr, stdout } = await play(server, ["/bots", "/more"]);
  assert.equal(stderr, "");
  assert.deepEqual(stdout.split("\n").slice(0, 4), [
    "* robo, since 2026-11-20 17:04",
    "*   12: b\ufffd[2J, used 2026-11-20 17:04 from 192.0.2.7",
    "* /more shows the others",
    "* zed, since 2026-11-20 17:04, without a token",
  ]);
});

Deno.test("/bot says how it is used", async () => {
  await using server = await FakeServer.start();
  const lines = ["/bot", "/bot add", "/bot token robo", "/bot revoke robo", "/bots all"];
  const { stderr } = await play(server, lines);
  for (const part of ["/bot add robo", "/bot token robo builds", "/bot revoke robo 12"]) {
    assert.ok(stderr.includes(part), part);
  }
  assert.match(stderr, /Type \/bots without anything/);
});
