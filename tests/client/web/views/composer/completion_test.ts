import assert from "node:assert/strict";
import { begunWord, completed } from "../../../../../client/web/views/composer/completion.ts";
import { choicesFor } from "../../../../../client/web/views/composer/fitting_choices.ts";

const begun = (text: string) => {
  const word = begunWord(text, text.length);
  return word && `${word.kind} ${word.word}`;
};

Deno.test("begunWord() finds names, rooms and emoji before the cursor, and commands at the start", () => {
  assert.equal(begun("hi @bo"), "person bo");
  assert.equal(begun("@"), "person ");
  assert.equal(begun("see #op"), "room op");
  assert.equal(begun("yes :sm"), "emoji sm");
  assert.equal(begun("/top"), "command top");
  assert.equal(begun("line\n@bo"), "person bo");
});

Deno.test("begunWord() leaves alone what only looks so", () => {
  assert.equal(begun("mail@bo"), undefined);
  assert.equal(begun("at 10:30"), undefined);
  assert.equal(begun("x :s"), undefined);
  assert.equal(begun("and /or"), undefined);
  assert.equal(begun("/topic some"), undefined);
  assert.equal(begunWord("@bob later", 10), undefined);
});

Deno.test("choicesFor() ranks the best first, and shows a few", () => {
  const people = ["alice", "bob", "bobby", "jacob"].map((name) => ({
    text: `@${name}`,
    label: name,
    detail: "",
  }));
  assert.deepEqual(choicesFor("bob", people).map(({ label }) => label), ["bob", "bobby"]);
  assert.equal(choicesFor("", people).length, 4);
  const many = Array.from({ length: 50 }, (_, index) => ({
    text: `@a${index}`,
    label: "",
    detail: "",
  }));
  assert.equal(choicesFor("a", many).length, 8);
});

Deno.test("completed() puts the choice in the place of the word, with one blank behind it", () => {
  const word = { kind: "person", word: "bo", from: 3, to: 6 } as const;
  const choice = { text: "@bob", label: "", detail: "" };
  assert.deepEqual(completed("hi @bo", word, choice), { text: "hi @bob ", cursor: 8 });
  assert.deepEqual(completed("hi @bo, you", word, choice), { text: "hi @bob , you", cursor: 8 });
  assert.deepEqual(completed("hi @bo you", word, choice), { text: "hi @bob you", cursor: 8 });
});
