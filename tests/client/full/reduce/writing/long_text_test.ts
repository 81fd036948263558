import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesOf, messagesOf } from "../../../../../client/full/reduce/writing/long_text.ts";
import { Player } from "../../support/player.ts";

Deno.test("messagesOf() breaks between lines, and long lines where it must", () => {
  assert.deepEqual(messagesOf("one\ntwo\nthree", 7), ["one\ntwo", "three"]);
  assert.deepEqual(messagesOf("one\ntwo", 100), ["one\ntwo"]);
  assert.deepEqual(messagesOf("abcdefgh", 3), ["abc", "def", "gh"]);
  assert.deepEqual(messagesOf("äöü", 4), ["äö", "ü"]);
  assert.deepEqual(messagesOf("a\n\n\n\nb", 3), ["a\n\n", "\nb"]);
});

Deno.test("messagesOf() makes messages that fit, and loses no word", () => {
  fc.assert(fc.property(
    fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 40 }),
    fc.integer({ min: 64, max: 200 }),
    (lines, most) => {
      const text = lines.join("\n");
      const parts = messagesOf(text, most);
      for (const part of parts) assert.ok(bytesOf(part) <= most);
      assert.equal(parts.join("").replaceAll(/\s/g, ""), text.replaceAll(/\s/g, ""));
    },
  ));
});

/** Somebody at a server whose messages have at most 40 bytes, with a block on the line. */
function pasting(lines: number): Player {
  const player = new Player({ columns: 100 });
  player.news({ kind: "hello", name: "", registration: "open", maxTextBytes: 40 });
  const block = Array.from({ length: lines }, (_, index) => `line number ${index}`).join("\n");
  return player.paste(block);
}

Deno.test("reduce() says before that a pasted block is too long, and sends it in several messages", () => {
  const player = pasting(6);
  assert.match(player.screen, /have 83 B, and a message has at most 40 B/);
  assert.match(player.screen, /y sends 3 messages, f sends a file/);
  player.press("y");
  assert.deepEqual(player.wanted("say").map(({ message }) => message.text), [
    "line number 0\nline number 1",
    "line number 2\nline number 3",
    "line number 4\nline number 5",
  ]);
  assert.equal(player.active.pending.length, 3);
});

Deno.test("reduce() sends a pasted block that is too long as a file", () => {
  const player = pasting(60);
  assert.doesNotMatch(player.screen, /y sends/);
  player.press("y");
  assert.equal(player.state.overlay?.kind, "question", "so many messages are not sent");
  player.press("f");
  const { place, text } = player.last("say-as-file");
  assert.deepEqual(place, { room: "general" });
  assert.equal(text.split("\n").length, 60);
  assert.equal(player.wanted("say").length, 0);
});

Deno.test("reduce() takes what follows a slash in the middle of a long block for no command", () => {
  const player = new Player({ columns: 100 });
  player.news({ kind: "hello", name: "", registration: "open", maxTextBytes: 20 });
  player.paste(`${"a".repeat(15)}\n/delete-room #ops\nb`).press("y");
  assert.deepEqual(player.wanted("say").map(({ message }) => message.text), [
    "a".repeat(15),
    "/delete-room #ops\nb",
  ]);
  assert.equal(player.wanted("command").length, 0);
});

Deno.test("reduce() keeps a typed text that is too long on the line", () => {
  const player = new Player({ columns: 120 });
  player.news({ kind: "hello", name: "", registration: "open", maxTextBytes: 5 });
  player.type("123456").press("enter");
  assert.equal(player.line, "123456");
  assert.match(player.state.hint ?? "", /has 6 B, and a message has at most 5 B/);
});

Deno.test("reduce() offers no second attempt for what would be refused again", () => {
  const player = new Player({ columns: 120 }).type("hi").press("enter");
  const { ticket } = player.last("say");
  player.news({ kind: "refused", ticket, reason: "too long", isFinal: true });
  assert.match(player.screen, /not sent: too long · Escape takes it back/);
  player.does({ kind: "retry", serverId: "s1" });
  assert.equal(player.wanted("say").length, 1);
  player.press("escape");
  assert.equal(player.line, "hi");
});
