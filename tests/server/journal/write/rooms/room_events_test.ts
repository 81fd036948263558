/** What happens in a room is kept where every node of a cluster can that. */
import assert from "node:assert/strict";
import { ROOM_EVENTS_LEVEL } from "../../../../../server/journal/log/known_levels.ts";
import { BOB, JournalStage } from "../../../../support/journal_stage.ts";

Deno.test("a topic is kept, and has an id of its own, once every node can that", () => {
  using stage = new JournalStage();
  const setTopic = () =>
    stage.does("set_topic", { actor: BOB, accountName: "bob", room: "general", topic: "news" });
  assert.equal(setTopic().eventId, stage.says(BOB, "one") - 1);
  stage.database.exec(
    "INSERT INTO shared_log (id, cluster, position, digest, level) " +
      `VALUES (1, 'c', 0, '', ${ROOM_EVENTS_LEVEL - 1})`,
  );
  const id = stage.says(BOB, "two");
  assert.equal(setTopic().eventId, undefined);
  assert.equal(stage.says(BOB, "three"), id + 1);
  stage.database.exec(`UPDATE shared_log SET level = ${ROOM_EVENTS_LEVEL}`);
  assert.equal(setTopic().eventId, id + 2);
});
