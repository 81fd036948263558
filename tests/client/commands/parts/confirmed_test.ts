import assert from "node:assert/strict";
import { FakeServer } from "../../../support/fake_server.ts";
import { answering, asked, play } from "../../../support/play.ts";
import { SessionStage } from "../../full/support/session_stage.ts";

const ROOM = { visibility: "public", topic: "old", members: 3, online: 1 };

/** What destroys, by its line: the action, what is said goes, and what has to be typed. */
const DESTROYING = [
  ["/delete-room #ops", "delete_room", "every message and file of its 3 members", "#ops"],
  ["/purge bob", "purge", "this removes everything bob has written in #general", "bob"],
  ["/purge -s bob 1h", "purge", "the last 1h of what bob has written in every room", "bob"],
  ["/purge bob 30d", "purge", "the last 30d of what bob has written in #general", "bob"],
  ["/ban 192.0.2.0/24 2h", "ban", "cuts off everybody who comes from 192.0.2.0/24", "192.0.2.0/24"],
] as const;

function destroying(server: FakeServer): void {
  answering(server, {
    rooms: { rooms: [{ room: "ops", ...ROOM }], more: false },
    delete_room: {},
    purge: { removed: 2 },
    ban: { measure: 1 },
  });
}

for (const [line, action, goes, word] of DESTROYING) {
  Deno.test(`${line} says what goes and does it when it is confirmed, and only then`, async () => {
    await using server = await FakeServer.start();
    destroying(server);
    await using stage = await SessionStage.start(server);
    stage.enter(line);
    await stage.until(() => stage.player.state.overlay?.kind === "question");
    assert.ok(stage.player.screen.replaceAll(/[\s│]+/g, " ").includes(goes), stage.player.screen);
    stage.enter("y");
    await stage.untilShown("nothing was done");
    assert.deepEqual(asked(server, action), []);
    stage.enter(line);
    await stage.until(() => stage.player.state.overlay?.kind === "question");
    stage.enter(word.toUpperCase());
    await stage.until(() => stage.player.state.overlay === undefined);
    await server.until(() => asked(server, action).length === 1);
  });
}

Deno.test("/delete-room says when it is done where the reader is, once", async () => {
  await using server = await FakeServer.start();
  destroying(server);
  await using stage = await SessionStage.start(server);
  stage.enter("/delete-room #ops");
  await stage.until(() => stage.player.state.overlay?.kind === "question");
  stage.enter("#ops");
  await stage.untilShown("#ops is deleted");
  server.announce({ event: "room_deleted", room: "ops", by: "alice", time: "" });
  server.publish("bob", "and now?", { room: "general" });
  await stage.untilShown("and now?");
  assert.doesNotMatch(stage.player.screen, /alice deleted/);
});

Deno.test("/delete-room says when it is done to who was in the room", async () => {
  await using server = await FakeServer.start();
  destroying(server);
  await using stage = await SessionStage.start(server);
  stage.does({ kind: "open-place", serverId: "s1", place: { room: "ops" } });
  stage.enter("/delete-room #ops");
  await stage.until(() => stage.player.state.overlay?.kind === "question");
  stage.enter("#ops");
  await stage.until(() => stage.player.active.place?.room === "general");
  await stage.untilShown("#ops is deleted");
});

Deno.test("/purge of an hour in one room and /ban of somebody are done without a question", async () => {
  await using server = await FakeServer.start();
  destroying(server);
  await using stage = await SessionStage.start(server);
  stage.enter("/purge bob 1h");
  await stage.untilShown("2 messages of bob removed");
  stage.enter("/ban bob");
  await stage.untilShown("bob is banned from #general");
});

Deno.test("scripts destroy without a question, as nobody is there to answer", async () => {
  await using server = await FakeServer.start();
  destroying(server);
  const { code, stderr } = await play(server, DESTROYING.map(([line]) => line));
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.equal(asked(server, "delete_room").length, 1);
  assert.equal(asked(server, "purge").length, 3);
  assert.equal(asked(server, "ban").length, 1);
});
