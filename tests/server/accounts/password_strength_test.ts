import assert from "node:assert/strict";
import fc from "fast-check";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "../../../protocol/limits.ts";
import { PasswordJudge } from "../../../server/accounts/password_strength.ts";

const judge = new PasswordJudge(2026);

Deno.test("weakness() says why for each kind of password that is easy to guess", () => {
  const refused: readonly [string, RegExp][] = [
    ["password", /one of the ten most common/],
    ["12345678", /one of the ten most common/],
    ["PASSWORD", /one of the ten most common/],
    ["baseball", /one of the hundred most common/],
    ["password123", /one of the most common/],
    ["p4ssw0rd", /close to a common password/],
    ["drowssap", /close to a common password/],
    ["footba11", /close to a common password/],
    ["zookeeper", /a common word/],
    ["alice_b_", /the username/],
    ["_b_ecila", /the username/],
    ["4l1ce_b_", /the username/],
    ["aaaaaaaa", /repeats a character/],
    ["p4ssw0rd".repeat(8), /repeats a few characters/],
    ["abcabcabc", /repeats a few characters/],
    ["20242024", /repeats a few characters/],
    ["bcdefghij", /a sequence/],
    ["αβγδεζηθικ", /a sequence/],
    ["zyxwvuts", /a sequence/],
    ["sdfghjkl", /a row of keys/],
    ["24121999", /a date/],
    ["19991224", /a date/],
  ];
  for (const [password, reason] of refused) {
    assert.match(String(judge.weakness(password, "alice_b_")), reason, password);
  }
});

Deno.test("weakness() is undefined for what nobody tries early", () => {
  const accepted = ["correct horse 7", "Tr0ub4dour&3", "xk7Qpz93!aLw", "kitchen window rain"];
  accepted.push("日本語のパスワード", "monkeybusiness", "24121899", "alice and bob", "constructor");
  for (const password of accepted) {
    assert.equal(judge.weakness(password, "alice"), undefined, password);
  }
});

Deno.test("weakness() looks at the whole of the longest password", () => {
  // Not a multiple of 64, where an earlier judge stopped reading.
  assert.match(judge.weakness("letmein".repeat(36), "alice") ?? "", /repeats a few characters/);
  // Each of these may be an "i" or an "l" or a "t".
  const long = "il1!|7+t".repeat(MAX_PASSWORD_LENGTH / 8 - 1) + "1il!t|+7";
  assert.equal(judge.weakness(long, "alice"), undefined);
  assert.equal(judge.weakness("a".repeat(64) + long.slice(64), "alice"), undefined);
});

Deno.test("weakness() refuses all that zxcvbn gives fewer than ten thousand guesses", () => {
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const words = [
    ...dictionary["passwords-common"].slice(0, 9_000),
    ...dictionary["diceware-common"],
  ];
  const signs: Readonly<Record<string, string>> = {
    a: "4",
    e: "3",
    i: "!",
    l: "1",
    o: "0",
    s: "$",
  };
  const disguises: readonly ((word: string) => string)[] = [
    (word) => word,
    (word) => word.toUpperCase(),
    (word) => word.slice(0, 1).toUpperCase() + word.slice(1),
    (word) => word.slice(0, -1) + word.slice(-1).toUpperCase(),
    (word) => word.split("").reverse().join(""),
    (word) => word.split("").map((letter) => signs[letter] ?? letter).join(""),
    (word) => word.replace(/[aeilos]/, (letter) => signs[letter] ?? letter),
    (word) => word.replace("l", "|").replace("o", "()").replace("w", "vv").replace("m", "nn"),
    (word) => word + word,
    (word) => word.slice(0, 3).repeat(4),
    (word) => String.fromCharCode(...Array.from({ length: 9 }, (_, at) => word.charCodeAt(0) + at)),
  ];
  const written = fc.tuple(fc.constantFrom(...words), fc.constantFrom(...disguises))
    .map(([word, disguise]) => disguise(word))
    .filter((password) => password.length >= MIN_PASSWORD_LENGTH);
  const weak = fc.sample(written, { seed: 20, numRuns: 1_500 })
    .filter((password) => zxcvbn.check(password, ["alice"]).guesses < 10_000);
  assert.ok(weak.length > 300, `only ${weak.length} were weak`);
  for (const password of weak) {
    assert.notEqual(judge.weakness(password, "alice"), undefined, password);
  }
});
