import assert from "node:assert/strict";
import fc from "fast-check";
import { type Intent, parseIntent } from "../../client/intent.ts";

const CASES: readonly [string, Intent][] = [
  ["hello", { kind: "say", text: "hello" }],
  ["  indented", { kind: "say", text: "  indented" }],
  [" \t", { kind: "nothing" }],
  ["exit", { kind: "exit" }],
  [" exit ", { kind: "exit" }],
  ["exit now", { kind: "say", text: "exit now" }],
  ["/exit", { kind: "exit" }],
  ["/QUIT", { kind: "exit" }],
  ["/who", { kind: "who" }],
  ["/help", { kind: "help" }],
  ["/logout", { kind: "logout" }],
  ["/history", { kind: "history", count: 20 }],
  ["/history 50", { kind: "history", count: 50 }],
  ["//etc/passwd", { kind: "say", text: "/etc/passwd" }],
  ["/etc\nis a folder", { kind: "say", text: "/etc\nis a folder" }],
  ["@bob hi there", { kind: "private", to: "bob", text: "hi there" }],
  ["@bob: hi", { kind: "private", to: "bob", text: "hi" }],
  ["@bob one\ntwo", { kind: "private", to: "bob", text: "one\ntwo" }],
  ["/msg bob hi there", { kind: "private", to: "bob", text: "hi there" }],
  ["/msg @bob hi", { kind: "private", to: "bob", text: "hi" }],
  [" @bob is nice", { kind: "say", text: " @bob is nice" }],
  ["@ home", { kind: "say", text: "@ home" }],
  ["a@bob", { kind: "say", text: "a@bob" }],
];

for (const [text, intent] of CASES) {
  Deno.test(`parseIntent() understands ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseIntent(text), intent);
  });
}

for (
  const [text, sentence] of [
    ["/hepl", /no command \/hepl; did you mean \/help\?/],
    ["/xyzzy", /no command \/xyzzy; \/help shows all/],
    ["/hist", /did you mean \/history\?/],
    ["/", /no command \//],
    ["/history many", /from 1 to 1000/],
    ["/history 0", /from 1 to 1000/],
    ["/msg", /\/msg bob hello/],
    ["/msg bob", /no text after the name/],
    ["@bob", /no text after the name/],
    ["@al hi", /Nobody can be called "al", so nothing was sent/],
    ["@zoë hi", /Nobody can be called "zoë"/],
  ] as const
) {
  Deno.test(`parseIntent() explains what is wrong with ${JSON.stringify(text)}`, () => {
    const intent = parseIntent(text);
    assert.ok(intent.kind === "mistake", `it is ${intent.kind}`);
    assert.match(intent.sentence, sentence);
  });
}

Deno.test("parseIntent() never makes a public message of a text that begins with a name", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/), fc.string(), (name, text) => {
    assert.notEqual(parseIntent(`@${name} ${text}`).kind, "say");
  }));
});
