import assert from "node:assert/strict";
import { parseMarkdown } from "../../../client/text/markdown.ts";
import { callsReader, mentionSpans } from "../../../client/wording/mentions.ts";

function parts(text: string): [string, boolean][][] {
  return mentionSpans(parseMarkdown(text.split("\n")), "alice")
    .map((spans) => spans.map(({ mention, text }) => [text, mention === true]));
}

Deno.test("mentionSpans() cuts a text without losing anything", () => {
  assert.deepEqual(parts("a @alice b @room"), [
    [["a ", false], ["@alice", true], [" b ", false], ["@room", true]],
  ]);
  assert.deepEqual(parts(""), [[["", false]]]);
  assert.deepEqual(parts("hi @bob"), [[["hi @bob", false]]]);
});

Deno.test("@room calls nobody where the server says so, and names go on ringing", () => {
  const said = { id: 1, from: "bob", room: "ops", time: "" } as const;
  const calls = (text: string, hushed?: true) =>
    callsReader({ ...said, text, ...(hushed === undefined ? {} : { hushed }) }, "alice");
  assert.deepEqual([calls("@room"), calls("@room", true)], [true, false]);
  assert.equal(calls("@room and @alice", true), true);
  const spans = mentionSpans(parseMarkdown(["@room @alice"]), "alice", { isHushed: true });
  const marked = spans.flat().filter(({ mention }) => mention).map(({ text }) => text);
  assert.deepEqual(marked, ["@alice"]);
});

Deno.test("mentionSpans() marks what rings and nothing else", () => {
  assert.deepEqual(parts("alice: `@alice`\n> @alice\nhttps://x.example/@alice **@alice**"), [
    [["alice:", true], [" ", false], ["@alice", false]],
    [["> @alice", false]],
    [["https://x.example/@alice", false], [" ", false], ["@alice", true]],
  ]);
  assert.deepEqual(parts("```\n@alice\n```\n@alice"), [[["@alice", false]], [["@alice", true]]]);
});
