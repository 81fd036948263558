import assert from "node:assert/strict";
import { list, name, or, record, text, word, yes } from "../../../../client/net/shapes/shape.ts";

Deno.test("name reads what somebody can be called, on any server", () => {
  for (const taken of ["bob", "*server*", "general", "a".repeat(128), "søren"]) {
    assert.equal(name.read(taken), taken);
  }
});

for (
  const [what, value] of [
    ["nothing", ""],
    ["a number", 7],
    ["a blank", "bob eve"],
    ["a line end", "bob\n"],
    ["an escape sequence", "b\u001b]0;x\u0007"],
    ["a C1 control", "b\u009b31m"],
    ["an override", "\u202ebob"],
    ["a mark of direction", "bob\u200e"],
    ["too long a text", "a".repeat(129)],
  ] as const
) {
  Deno.test(`name does not read ${what}`, () => assert.equal(name.read(value), undefined));
}

Deno.test("record() leaves out optional fields that are not understood, and keeps those it does not know", () => {
  const shape = record({ who: name }, { why: text, sure: yes });
  assert.deepEqual(shape.read({ who: "bob", why: 7, sure: false, more: [1] }), {
    who: "bob",
    more: [1],
  });
  assert.equal(shape.read({ who: 7 }), undefined);
  assert.equal(shape.read([]), undefined);
  assert.equal(shape.read(null), undefined);
  assert.deepEqual(record({ why: or(text, "") }).read({}), { why: "" });
});

Deno.test("record() keeps one of the fields of which there is one", () => {
  const shape = record({}, { room: name, to: name }, { oneOf: ["room", "to"] });
  assert.deepEqual(shape.read({ room: "ops", to: "bob" }), { room: "ops" });
  assert.deepEqual(shape.read({ room: 7, to: "bob" }), { to: "bob" });
  assert.equal(shape.read({}), undefined);
});

Deno.test("record() reads no field from the prototype of an object", () => {
  assert.equal(record({ toString: text }).read({}), undefined);
});

Deno.test("list() leaves out what is not understood", () => {
  assert.deepEqual(list(name).read(["a", 7, null, "b\u0007", "c"]), ["a", "c"]);
  assert.equal(list(name).read({ 0: "a" }), undefined);
});

Deno.test("word() takes those of a newer server, but nothing else", () => {
  assert.equal(word().read("janitor"), "janitor");
  for (const value of ["Janitor\u001b", "", 7, null, "two words"]) {
    assert.equal(word().read(value), undefined);
  }
});
