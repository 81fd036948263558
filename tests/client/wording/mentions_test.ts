import assert from "node:assert/strict";
import { mentionParts, mentions } from "../../../client/wording/mentions.ts";

Deno.test("mentions() knows the reader and everybody, in any case", () => {
  for (const text of ["@alice", "hi @ALICE!", "(@alice)", "@room look", "x, @alice: y"]) {
    assert.ok(mentions(text, "alice"), text);
  }
});

Deno.test("mentions() is not taken in by other names and addresses", () => {
  for (
    const text of [
      "alice",
      "@alice2",
      "@alice-b",
      "mail@alice",
      "a.@alice",
      "@ alice",
      "@bob",
      "`@alice`",
      "> @alice",
    ]
  ) {
    assert.ok(!mentions(text, "alice"), text);
  }
});

Deno.test("mentionParts() cuts a text without losing anything", () => {
  assert.deepEqual(mentionParts("a @alice b @room", "alice"), [
    { text: "a ", isMention: false },
    { text: "@alice", isMention: true },
    { text: " b ", isMention: false },
    { text: "@room", isMention: true },
  ]);
  assert.deepEqual(mentionParts("", "alice"), [{ text: "", isMention: false }]);
});
