import assert from "node:assert/strict";
import fc from "fast-check";
import { type Intent, parseIntent } from "../../../client/commands/intent.ts";
import { Mistake } from "../../../client/commands/parts/mistake.ts";

/** An intent with the name of its command. */
type Named = Exclude<Intent, { kind: "command" }> | { kind: "command"; name: string; args: string };

function named(intent: Intent): Named {
  if (intent.kind !== "command") return intent;
  const { args, command: { name }, kind } = intent;
  return { kind, name, args };
}

const CASES: readonly [string, Named][] = [
  ["hello", { kind: "say", text: "hello" }],
  ["  indented", { kind: "say", text: "  indented" }],
  [" \t", { kind: "nothing" }],
  ["exit", { kind: "command", name: "exit", args: "" }],
  [" exit ", { kind: "command", name: "exit", args: "" }],
  ["exit now", { kind: "say", text: "exit now" }],
  ["/exit", { kind: "command", name: "exit", args: "" }],
  ["/QUIT", { kind: "command", name: "exit", args: "" }],
  // On IRC it is not the end of everything.
  ["/q bob", { kind: "command", name: "query", args: "bob" }],
  ["/Q bob how are you", { kind: "command", name: "query", args: "bob how are you" }],
  ["/q ", { kind: "command", name: "exit", args: "" }],
  ["/m bob hi", { kind: "private", to: "bob", text: "hi" }],
  ["/who", { kind: "command", name: "who", args: "" }],
  ["/help", { kind: "command", name: "help", args: "" }],
  ["/logout", { kind: "command", name: "logout", args: "" }],
  ["/history", { kind: "command", name: "history", args: "" }],
  ["/history 50 ", { kind: "command", name: "history", args: "50" }],
  ["/switch  #ops", { kind: "command", name: "room", args: "#ops" }],
  ["/mark-unread", { kind: "command", name: "mark-unread", args: "" }],
  ["//etc/passwd", { kind: "say", text: "/etc/passwd" }],
  ["/etc\nis a folder", { kind: "say", text: "/etc\nis a folder" }],
  ["/msg bob one\ntwo", { kind: "private", to: "bob", text: "one\ntwo" }],
  ["/me waves\nand goes", { kind: "command", name: "me", args: "waves\nand goes" }],
  ["@bob hi there", { kind: "private", to: "bob", text: "hi there" }],
  ["@bob: hi", { kind: "private", to: "bob", text: "hi" }],
  ["@bob one\ntwo", { kind: "private", to: "bob", text: "one\ntwo" }],
  ["/msg bob hi there", { kind: "private", to: "bob", text: "hi there" }],
  ["/msg @bob hi", { kind: "private", to: "bob", text: "hi" }],
  [" @bob is nice", { kind: "say", text: " @bob is nice" }],
  ["@alice @bob good morning", { kind: "private", to: "alice", text: "@bob good morning" }],
  ["@room the build is red", { kind: "say", text: "@room the build is red" }],
  ["@ home", { kind: "say", text: "@ home" }],
  ["a@bob", { kind: "say", text: "a@bob" }],
];

for (const [text, intent] of CASES) {
  Deno.test(`parseIntent() understands ${JSON.stringify(text)}`, () => {
    assert.deepEqual(named(parseIntent(text)), intent);
  });
}

/** Where people see before whom a text is for. */
const SEEN: readonly [string, Named][] = [
  ["@bob hi there", { kind: "private", to: "bob", text: "hi there" }],
  [" @bob hi there", { kind: "private", to: "bob", text: "hi there" }],
  ["@bob: tell @carol", { kind: "private", to: "bob", text: "tell @carol" }],
  ["@bob @carol good morning", { kind: "say", text: "@bob @carol good morning" }],
  ["@bob, @carol: good morning", { kind: "say", text: "@bob, @carol: good morning" }],
  ["@bob and @carol, hi", { kind: "say", text: "@bob and @carol, hi" }],
  ["@Room look", { kind: "say", text: "@Room look" }],
  ["bob: look", { kind: "say", text: "bob: look" }],
];

for (const [text, intent] of SEEN) {
  Deno.test(`parseIntent() understands ${JSON.stringify(text)} where it is seen before`, () => {
    assert.deepEqual(named(parseIntent(text, { isSeen: true })), intent);
  });
}

for (
  const [text, sentence] of [
    ["/hepl", /no command \/hepl; did you mean \/help\?/],
    ["/xyzzy", /no command \/xyzzy; \/help shows all/],
    ["/hist", /did you mean \/history\?/],
    ["/", /no command \//],
    ["/msg", /\/msg bob hello/],
    ["/msg bob", /no text after the name/],
    ["@bob", /no text after the name/],
    ["@al hi", /Nobody can be called "al", so nothing was sent/],
    ["@zoë hi", /Nobody can be called "zoë"/],
  ] as const
) {
  Deno.test(`parseIntent() explains what is wrong with ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseIntent(text), (error) => {
      assert.ok(error instanceof Mistake);
      assert.match(error.message, sentence);
      return true;
    });
  });
}

Deno.test("parseIntent() never makes a public message of a text that begins with a name", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/), fc.string(), (name, text) => {
    fc.pre(name.toLowerCase() !== "room");
    try {
      assert.notEqual(parseIntent(`@${name} ${text}`).kind, "say");
    } catch (error) {
      assert.ok(error instanceof Mistake);
    }
  }));
});
