import assert from "node:assert/strict";
import { foldUsername, parseRoomName, parseUsername } from "../../protocol/names.ts";

Deno.test("parseUsername() takes 3 to 32 letters, digits, _ and -", () => {
  for (const name of ["bob", "A-1", "___", "x".repeat(32)]) assert.equal(parseUsername(name), name);
  for (const name of ["", "ab", "x".repeat(33), "a b", "é".repeat(3), "a.b.c", "abc\n"]) {
    assert.throws(() => parseUsername(name), { code: "bad_username" }, JSON.stringify(name));
  }
});

Deno.test("parseUsername() refuses names that mean something else, in any case", () => {
  for (const name of ["room", "Console", "SERVER"]) {
    assert.throws(() => parseUsername(name), {
      code: "bad_username",
      message: /; choose another name$/,
    });
  }
  assert.equal(parseUsername("servers"), "servers");
});

Deno.test("foldUsername() makes names comparable", () => {
  assert.equal(foldUsername("AlIcE"), foldUsername("alice"));
});

Deno.test("parseRoomName() folds, takes off one # and refuses the rest", () => {
  assert.equal(parseRoomName("#General"), "general");
  assert.equal(parseRoomName("a"), "a");
  for (const name of ["", "#", "##a", "a b", "ü", "x".repeat(33), "a\n"]) {
    assert.throws(() => parseRoomName(name), { code: "bad_room_name" }, JSON.stringify(name));
  }
});
