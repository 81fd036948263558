import assert from "node:assert/strict";
import { mentionedNames, mentionsIn } from "../../protocol/mentions.ts";

for (
  const [text, names] of [
    ["@alice and @Bob-2, (@carol_): @room", ["alice", "bob-2", "carol_", "room"]],
    ["mail@alice a.@alice @@alice /@alice @", []],
    ["see `@alice` and ``x ` @bob`` @carol", ["carol"]],
    ["a lone ` @alice", ["alice"]],
    ["```\n@alice\n```\n@bob", ["bob"]],
    ["```\n@alice", ["alice"]],
    ["> @alice said\n  > @bob\n@carol > @dave", ["carol", "dave"]],
    ["https://social.example/@alice?to=@bob @carol", ["carol"]],
    ["ftp://host/x=@alice", []],
    ["[for @alice](https://x.example/=@bob)", ["alice"]],
    ["@alice: https://x.example", ["alice"]],
    ["¡@alice\r\n> @bob\r@carol", ["alice", "carol"]],
  ] as const
) {
  Deno.test(`mentionedNames() finds ${names.join(", ") || "nobody"} in ${JSON.stringify(text)}`, () => {
    assert.deepEqual([...mentionedNames(text)], names);
  });
}

Deno.test("mentionsIn() says where they stand", () => {
  assert.deepEqual(mentionsIn("hi @Alice."), [{ name: "Alice", start: 3, end: 9 }]);
});
