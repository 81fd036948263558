/** Lines of IRC and what they mean. */
import assert from "node:assert/strict";
import {
  formatMessage,
  parseMessage,
  partsOf,
} from "../../../../../server/doors/irc/wire/message.ts";
import { markdownOf } from "../../../../../server/doors/irc/wire/formatting.ts";
import { modeChanges } from "../../../../../server/doors/irc/wire/mode_changes.ts";
import { textLines } from "../../../../../server/doors/irc/wire/text_lines.ts";

Deno.test("parseMessage() takes tags, source, command and parameters apart", () => {
  const cases: [string, Record<string, string>, string | undefined, string, string[]][] = [
    ["PING", {}, undefined, "PING", []],
    ["ping  a   b ", {}, undefined, "PING", ["a", "b"]],
    [":who@where PRIVMSG #a ::) x", {}, "who@where", "PRIVMSG", ["#a", ":) x"]],
    ["@a=1;b;c= :s X :", { a: "1", b: "", c: "" }, "s", "X", [""]],
    ["@a=\\:\\s\\\\\\r\\n\\x\\ X", { a: "; \\\r\nx" }, undefined, "X", []],
    ["@a=1;a=2;=3; X a:b :c d", { a: "2" }, undefined, "X", ["a:b", "c d"]],
    ["X a b c d e f g h i j k l m n o", {}, undefined, "X", [..."abcdefghijklmno"]],
  ];
  for (const [line, tags, source, command, params] of cases) {
    const message = parseMessage(line);
    assert.deepEqual(Object.fromEntries(message?.tags ?? []), tags, line);
    assert.deepEqual([message?.source, message?.command, message?.params], [
      source,
      command,
      params,
    ]);
  }
  for (const nothing of ["", "   ", "@a=b", "@a=b ", ":source", ":source  "]) {
    assert.equal(parseMessage(nothing), undefined);
  }
});

Deno.test("formatMessage() writes what parseMessage() reads, and never a second line", () => {
  const message = {
    tags: new Map([["a", "; \\\r\n"], ["b", ""]]),
    source: "n!u@h",
    command: "PRIVMSG",
    params: ["#room", ":) hello there"],
  };
  const line = formatMessage(message);
  assert.deepEqual(parseMessage(line), message);
  assert.equal(
    formatMessage({ command: "X", params: ["a b", "c\r\nQUIT :d\0"] }),
    "X a_b :c QUIT :d ",
  );
  assert.equal(formatMessage({ command: "X", params: ["", ""] }), "X * :");
});

Deno.test("partsOf() counts the bytes of tags and of the rest apart", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.deepEqual(partsOf(bytes("@a=b PING x")), { tagBytes: 5, bodyBytes: 6 });
  assert.deepEqual(partsOf(bytes("PING x")), { tagBytes: 0, bodyBytes: 6 });
  assert.deepEqual(partsOf(bytes("@abc")), { tagBytes: 4, bodyBytes: 0 });
});

Deno.test("textLines() cuts between words or characters and loses nothing", () => {
  assert.deepEqual(textLines("one\n\ntwo\r\n three"), ["one", "two", " three"]);
  const words = Array.from({ length: 200 }, (_, index) => `word${index}`).join(" ");
  const lines = textLines(words, 100);
  assert.equal(lines.join(" "), words);
  for (const text of ["ä".repeat(500), "👩‍👩‍👧‍👦".repeat(60), `e${"\u0301".repeat(900)}`]) {
    const cut = textLines(text, 100);
    assert.equal(cut.join(""), text);
    for (const line of cut) assert.ok(new TextEncoder().encode(line).length <= 100);
  }
});

Deno.test("markdownOf() keeps bold, italic and monospace, and nothing else of the formatting", () => {
  assert.equal(
    markdownOf("\x02bold\x02 \x1dit\x1d \x11code\x11 \x0304,07red\x03 \x1funder\x0f"),
    "**bold** *it* `code` red under",
  );
  assert.equal(markdownOf("plain **text**"), "plain **text**");
});

Deno.test("modeChanges() gives each mode the parameter that belongs to it", () => {
  assert.deepEqual(modeChanges("+ovl-k", ["a", "b", "3", "key"]), [
    { isOn: true, letter: "o", param: "a" },
    { isOn: true, letter: "v", param: "b" },
    { isOn: true, letter: "l", param: "3" },
    { isOn: false, letter: "k", param: "key" },
  ]);
  assert.deepEqual(modeChanges("b", []), [{ isOn: true, letter: "b", param: undefined }]);
});

Deno.test("formatMessage() keeps the name of somebody who is gone in one word", () => {
  assert.equal(
    formatMessage({ source: "bob (guest)!bob\r\n@x", command: "X", params: [] }),
    ":bob_(guest)!bob_@x X",
  );
});

Deno.test("markdownOf() leaves blanks outside of what is marked, however many there are", () => {
  assert.equal(markdownOf("\x02 a b  \x02 c"), " **a b**   c");
  const blanks = " ".repeat(200_000);
  assert.equal(markdownOf(`\x02x${blanks}x\x02`), `**x${blanks}x**`);
});

Deno.test("formatMessage() makes no line longer than clients have room for", () => {
  const tags = new Map([["time", "x".repeat(600)]]);
  const line = formatMessage({
    tags,
    source: "irc.test",
    command: "332",
    params: ["#a", "ü".repeat(300)],
  });
  const { bodyBytes } = partsOf(new TextEncoder().encode(line));
  assert.ok(bodyBytes === 509 || bodyBytes === 510, String(bodyBytes));
  assert.equal(parseMessage(line)?.params[1], "ü".repeat(246));
});

Deno.test("textLines() cuts a text once for all formats that ask for it in a row", () => {
  const text = "word ".repeat(1_000);
  const lines = textLines(text, 400);
  assert.equal(textLines(`${text}`, 400), lines);
  assert.notEqual(textLines(text, 300), lines);
});
