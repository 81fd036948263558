import assert from "node:assert/strict";
import fc from "fast-check";
import { parseMarkdown, type Span } from "../../../client/text/markdown.ts";
import { outsideCode } from "../../../protocol/text/markdown_code.ts";

/** A line as it would look if styles were tags. */
function tagged(line: string): string {
  return parseMarkdown([line]).map((spans) => spans.map(tag).join("")).join("\n");
}

function tag({ text, ...style }: Span): string {
  const names = Object.keys(style).map((name) => name[0]).join("");
  return names === "" ? text : `<${names}>${text}</>`;
}

for (
  const [text, shown] of [
    ["plain", "plain"],
    ["a **b c** d", "a <b>b c</> d"],
    ["*a* and _b_ and __c__", "<i>a</> and <i>b</> and <b>c</>"],
    ["**a *b* c**", "<b>a </><bi>b</><b> c</>"],
    ["`a **b**` **c**", "<c>a **b**</> <b>c</>"],
    ["``a ` b``", "<c>a ` b</>"],
    ["see https://a.example/x_y_z.", "see <l>https://a.example/x_y_z</>."],
    ["[docs](https://a.example)", "<l>docs (https://a.example)</>"],
    ["[bad](javascript:alert)", "[bad](javascript:alert)"],
    ["(*a*)", "(<i>a</>)"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["**open and `open and [open", "**open and `open and [open"],
    ["* a list *", "* a list *"],
    ["***", "***"],
    ["", ""],
  ] as const
) {
  Deno.test(`parseMarkdown() understands ${JSON.stringify(text)}`, () => {
    assert.equal(tagged(text), shown);
  });
}

Deno.test("parseMarkdown() leaves code blocks as they are, and takes no fence that is open for one", () => {
  assert.deepEqual(parseMarkdown(["a", "```ts", "**b**", "```", "*c*", "```"]), [
    [{ text: "a" }],
    [{ text: "**b**", code: true }],
    [{ text: "c", italic: true }],
    [{ text: "```" }],
  ]);
});

Deno.test("parseMarkdown() loses nothing but marks, whatever the text", () => {
  const piece = fc.constantFrom(
    "*",
    "**",
    "_",
    "`",
    "``",
    "[",
    "](",
    ")",
    " ",
    "a",
    "b\u0301",
    "x",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
    const line = pieces.join("");
    const [spans = []] = parseMarkdown([line]);
    const bare = (text: string) => text.replaceAll(/[*_`]/g, "");
    assert.equal(bare(spans.map(({ text }) => text).join("")), bare(line));
  }));
});

Deno.test("parseMarkdown() takes linear time for hostile texts", () => {
  const units = [
    "*a ",
    "**",
    "_*",
    "`",
    "`a``b",
    "[",
    "[a](",
    "http://",
    "*a* ",
    "**a _b_** ",
    "_ ",
  ];
  const timeOf = (line: string) => {
    const startMs = performance.now();
    parseMarkdown([line]);
    return performance.now() - startMs;
  };
  let runs = "";
  for (let length = 1; length < 1_000; length++) runs += "`".repeat(length) + "a";
  for (const line of [...units.map((unit) => unit.repeat(500_000 / unit.length)), runs]) {
    // Half a million characters, sixty times what a message may have: quadratic time would be minutes.
    assert.ok(timeOf(line) < 3_000, line.slice(0, 10));
  }
});

Deno.test("outsideCode() changes text and leaves code alone", () => {
  const text = "a `a` a\n```\na\n```\na";
  assert.equal(outsideCode(text, (part) => part.replaceAll("a", "b")), "b `a` b\n```\na\n```\nb");
});
