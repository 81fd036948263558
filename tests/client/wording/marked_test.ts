/** What every view says of how a private message came, in words. */
import assert from "node:assert/strict";
import { changeLines } from "../../../client/wording/change_text.ts";
import { withRevision } from "../../../client/wording/content/kinds.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import { messageExcerpt, messageLines, remarkOn } from "../../../client/wording/message_text.ts";
import { foundHead } from "../../../client/wording/room_text.ts";

const READER = { username: "alice", place: { room: "general" } } as const;
const PLAIN: Marked = {
  id: 7,
  from: "bob",
  to: "alice",
  time: "2026-01-01T00:00:00.000Z",
  text: "one\ntwo",
  encryption: "plain",
};
const SEALED: Marked = { ...PLAIN, encryption: "sealed" };

Deno.test("messageLines() says what is not encrypted, on its last line", () => {
  assert.deepEqual(messageLines(PLAIN, READER), ["bob -> you: one", "    two (NOT encrypted)"]);
  assert.doesNotMatch(messageLines(SEALED, READER).join(), /NOT/);
});

Deno.test("remarkOn(), messageExcerpt() and foundHead() say it as well", () => {
  assert.equal(remarkOn(PLAIN), " (NOT encrypted)");
  assert.equal(remarkOn({ ...PLAIN, edited: PLAIN.time }), " (edited) (NOT encrypted)");
  assert.match(messageExcerpt(PLAIN), /one… \(NOT encrypted\)$/);
  assert.match(foundHead({ ...PLAIN, snippet: [] }, READER), /bob -> you: \(NOT encrypted\)$/);
});

Deno.test("changeLines() says that an edit is not encrypted, and withRevision() keeps it", () => {
  const { id: message, time, to = "" } = PLAIN;
  const edited = {
    event: "edited",
    id: 8,
    message,
    from: "bob",
    by: "bob",
    to,
    time,
    text: "others",
    encryption: "plain",
  } as const;
  assert.deepEqual(changeLines(edited, PLAIN, READER), [
    "(private) bob edited (NOT encrypted): others",
  ]);
  const revised: Marked = withRevision(SEALED, edited);
  assert.equal(revised.encryption, "plain");
});
