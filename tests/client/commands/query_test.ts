import assert from "node:assert/strict";
import { FakeServer } from "../../support/fake_server.ts";
import { asked, play } from "../../support/play.ts";
import { SessionStage } from "../full/support/session_stage.ts";

Deno.test("/query opens the conversation, and writes there when a text follows", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  stage.enter("/query bob");
  assert.deepEqual(stage.player.active.place, { with: "bob" });
  stage.player.press("alt+1");
  stage.enter("/query @bob hello there");
  assert.deepEqual(stage.player.active.place, { with: "bob" });
  await stage.untilShown("hello there");
  await stage.until(() => stage.player.active.pending.length === 0);
  assert.equal(server.messages.at(-1)?.text, "hello there");
});

Deno.test("/query in a script writes to somebody and stays where it was", async () => {
  await using server = await FakeServer.start();
  const { code } = await play(server, ["/query bob hello", "here"]);
  assert.equal(code, 0);
  const [first, second] = asked(server, "say");
  assert.equal(first?.["to"], "bob");
  assert.equal(second?.["room"], "general");
});
