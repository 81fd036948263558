/** What is said is said once, and changed by whom it belongs to. */
import assert from "node:assert/strict";
import { ALICE, BOB, CAROL, JournalStage, saying } from "../../../../support/journal_stage.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

Deno.test("say_room posts a nonce once within a day", () => {
  using stage = new JournalStage();
  const message = { ...saying(BOB, "once"), nonce: "n" };
  const first = stage.does("say_room", message);
  stage.timeMs += DAY_MS;
  const again = stage.does("say_room", message);
  assert.deepEqual([again.id, again.duplicate], [first.id, true]);
  stage.timeMs += 1;
  assert.notEqual(stage.does("say_room", message).id, first.id);
});

Deno.test("edit is for the author, delete for moderators, too", () => {
  using stage = new JournalStage();
  const message = stage.says(BOB, "mine");
  assert.equal(stage.refuses("edit", { actor: ALICE, message, text: "no" }), "no_right");
  assert.equal(stage.refuses("delete", { actor: CAROL, message }), "no_right");
  assert.equal(stage.does("delete", { actor: ALICE, message }).by, "alice");
  assert.equal(stage.refuses("edit", { actor: BOB, message, text: "late" }), "no_such_message");
});

Deno.test("edit keeps the newest 100 texts that a message had, once all nodes do", () => {
  for (const level of [undefined, 5]) {
    using stage = new JournalStage();
    if (level !== undefined) {
      stage.database.exec(
        `INSERT INTO shared_log (id, cluster, position, digest, level) VALUES (1, 'c', 0, '', ${level})`,
      );
    }
    const message = stage.says(BOB, "text 0");
    for (let number = 1; number <= 150; number++) {
      stage.does("edit", { actor: BOB, message, text: `text ${number}` });
    }
    const { texts } = stage.asks("edits", { account: BOB, message });
    const shown = texts.map(({ text }) => text);
    assert.deepEqual([shown.length, shown[0], shown.at(-1)], [100, "text 50", "text 149"]);
    const { kept } = stage.row("SELECT count(*) AS kept FROM edits") ?? {};
    assert.equal(kept, level === undefined ? 100 : 150);
  }
});

Deno.test("react changes nothing where it was so already", () => {
  using stage = new JournalStage();
  const reacting = { actor: CAROL, message: stage.says(BOB, "x"), emoji: "👍", remove: false };
  assert.notEqual(stage.does("react", reacting), undefined);
  assert.equal(stage.does("react", reacting), undefined);
  stage.does("react", { ...reacting, remove: true });
  assert.equal(stage.does("react", { ...reacting, remove: true }), undefined);
});

Deno.test("say_direct keeps a reply within its conversation", () => {
  using stage = new JournalStage();
  const { room: _room, ...message } = saying(BOB, "psst");
  const said = stage.says(BOB, "in general");
  const elsewhere = { ...message, to: "carol", replyTo: said };
  assert.equal(stage.refuses("say_direct", elsewhere), "no_such_message");
  const { id } = stage.does("say_direct", { ...message, to: "carol" });
  stage.does("say_direct", { ...message, to: "carol", replyTo: id });
});
