import assert from "node:assert/strict";
import fc from "fast-check";
import { mentions, mentionsIn } from "../../../protocol/text/mentions.ts";

function names(text: string): string[] {
  return mentionsIn(text).map(({ name }) => name);
}

Deno.test("mentionsIn() finds names, in any case, and everybody", () => {
  for (const text of ["@alice", "hi @ALICE!", "(@alice)", "x, @alice: y", "**@alice** look"]) {
    assert.deepEqual(names(text), ["alice"], text);
  }
  assert.deepEqual(names("@bob and @room"), ["bob", "room"]);
});

Deno.test("mentionsIn() is not taken in by other names and addresses", () => {
  const texts = [
    "alice",
    "@al",
    "mail@alice",
    "a.@alice",
    "@ alice",
    "@alice@example.org",
    "@aliceé",
    "https://example.org/@alice",
    "https://example.org/?to=@alice",
    "see (ftp://example.org/?to=@alice)",
  ];
  for (const text of texts) assert.deepEqual(names(text), [], text);
  assert.deepEqual(names("@alice2 @alice-b"), ["alice2", "alice-b"]);
});

Deno.test("mentionsIn() leaves out what is code or quoted", () => {
  const texts = [
    "`@alice`",
    "``a ` @alice``",
    "```\n@alice\nalice: x\n```",
    "> @alice said",
    "yes\n  > @alice said",
    "> alice: look",
  ];
  for (const text of texts) assert.deepEqual(names(text), [], text);
  // A mark that nothing closes is none.
  assert.deepEqual(names("` @alice"), ["alice"]);
  assert.deepEqual(names("```\n@alice"), ["alice"]);
  assert.deepEqual(names("`x` @alice `y`\n> z\n@bob"), ["alice", "bob"]);
});

Deno.test("mentionsIn() takes name: and name, at the start of a message as calling it", () => {
  for (const text of ["alice: look", "Alice, look", "alice:", " alice:\nlook", "@alice: look"]) {
    assert.deepEqual(names(text), ["alice"], text);
  }
  const texts = [
    "look alice: there",
    "alice:look",
    "alice://x",
    "10:30",
    "hi\nalice: look",
    "`alice: look`",
    "alice look",
    "al: look",
    "room: 5 is free",
  ];
  for (const text of texts) assert.deepEqual(names(text), [], text);
});

Deno.test("mentions() tells whether the reader is called", () => {
  assert.ok(mentions("hi @ALICE", "alice"));
  assert.ok(mentions("@room look", "alice"));
  assert.ok(mentions("alice: look", "Alice"));
  assert.ok(!mentions("hi @bob", "alice"));
});

Deno.test("mentionsIn() says where each name stands, in order, for any text", () => {
  const part = fc.constantFrom("@alice", "bob:", " ", "\n", "`", "```", "> ", "://", "x", "é", "@");
  fc.assert(fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
    const text = parts.join("");
    let last = 0;
    for (const { end, name, start } of mentionsIn(text)) {
      assert.ok(start >= last && end > start);
      assert.match(text.slice(start, end).toLowerCase(), new RegExp(`^@?${name}[:,]?$`));
      last = end;
    }
  }));
});
