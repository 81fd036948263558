import assert from "node:assert/strict";
import { parseMarkdown } from "../../../../../client/text/markdown.ts";
import { mentionSpans } from "../../../../../client/wording/mentions.ts";
import { partsOf } from "../../../../../client/web/views/timeline/parts_of.ts";

const parts = (text: string) => partsOf(mentionSpans(parseMarkdown(text.split("\n")), "maria"));

Deno.test("partsOf() puts the lines of a code block together, empty ones too", () => {
  assert.deepEqual(parts("see:\n```\none\n\n two\n```\nafter").map(({ kind }) => kind), [
    "line",
    "code",
    "line",
  ]);
  const [, code] = parts("see:\n```\none\n\n two\n```");
  assert.deepEqual(code, { kind: "code", lines: ["one", "", " two"] });
});

Deno.test("partsOf() takes the mark off lines that quote, and keeps how they look", () => {
  const [quote, line] = parts("> was **that**\n>so?\nyes");
  assert.ok(quote?.kind === "quote" && line?.kind === "line");
  assert.deepEqual(quote.lines.map((spans) => spans.map(({ text }) => text).join("")), [
    "was that",
    "so?",
  ]);
  assert.equal(quote.lines[0]?.find(({ bold }) => bold === true)?.text, "that");
});

Deno.test("partsOf() leaves `>` alone where it quotes nothing", () => {
  assert.deepEqual(parts("1 > 0").map(({ kind }) => kind), ["line"]);
  assert.deepEqual(parts("`> x` is code").map(({ kind }) => kind), ["line"]);
});
