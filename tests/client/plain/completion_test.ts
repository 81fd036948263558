import assert from "node:assert/strict";
import { complete } from "../../../client/plain/completion.ts";

const vocabulary = {
  commands: ["help", "history", "who"],
  names: ["bob", "Bobby", "carol"],
  rooms: ["general", "ops"],
  emoji: ["smile", "smirk", "tada"],
};

Deno.test("complete() finishes a word that only one thing begins with", () => {
  assert.deepEqual(complete("/w", vocabulary), { before: "/who ", choices: [] });
  assert.deepEqual(complete("hi @ca", vocabulary), { before: "hi @carol ", choices: [] });
  assert.deepEqual(complete("/join #o", vocabulary), { before: "/join #ops ", choices: [] });
  assert.deepEqual(complete("hi :ta", vocabulary), { before: "hi :tada: ", choices: [] });
  assert.deepEqual(complete("/invite car", vocabulary), { before: "/invite carol ", choices: [] });
});

Deno.test("complete() knows the words that may follow a command", () => {
  const cases = [
    ["/grant bob mo", "/grant bob moderator "],
    ["/grant car", "/grant carol "],
    ["/registration al", "/registration allow-list "],
    ["/filter -s ma", "/filter -s mask "],
    ["/role carol read", "/role carol read-only "],
    ["/ban -s car", "/ban -s carol "],
    ["/create #ops pri", "/create #ops private "],
    ["/2fa of", "/2fa off "],
  ] as const;
  for (const [typed, before] of cases) {
    assert.deepEqual(complete(typed, vocabulary), { before, choices: [] });
  }
});

Deno.test("complete() goes as far as all possibilities have in common", () => {
  assert.deepEqual(complete("@B", vocabulary), { before: "@Bob", choices: [] });
});

Deno.test("complete() lists the possibilities when nothing more is in common", () => {
  assert.deepEqual(complete("/h", vocabulary), { before: "/h", choices: ["/help", "/history"] });
  const smi = { before: ":smi", choices: [":smile", ":smirk"] };
  assert.deepEqual(complete(":smi", vocabulary), smi);
});

Deno.test("complete() leaves everything else alone", () => {
  for (const before of ["", "w", "a/w", "mail@ca", "/who x", "@zed", "12:ta", ":t", "ca"]) {
    assert.deepEqual(complete(before, vocabulary), { before, choices: [] });
  }
});
