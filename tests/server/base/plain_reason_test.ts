import assert from "node:assert/strict";
import { plainReason } from "../../../server/base/plain_reason.ts";

const CASES: readonly [thrown: string, said: string][] = [
  ["database or disk is full", "the disk is full"],
  ["No space left on device (os error 28): open '/data/lock'", "the disk is full"],
  ["disk I/O error", "the disk fails"],
  [
    "database disk image is malformed",
    "the database is damaged; run chat admin check, or restore a backup",
  ],
  ["no such table: meta", "the database is damaged; run chat admin check, or restore a backup"],
  ["Something of our own.", "Something of our own"],
];

for (
  const [code, said] of [
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "the disk is full"],
    ["EROFS", "the disk or the file is read-only"],
    ["EACCES", "this user may not"],
    ["EIO", "the disk fails"],
  ] as const
) {
  Deno.test(`plainReason() knows ${code}, whatever number and words the system has for it`, () => {
    const error = Object.assign(new Error("Zugriff verweigert (os error 5)"), { code });
    assert.equal(plainReason(new Error("Cannot write", { cause: error })), said);
  });
}

for (const [thrown, said] of CASES) {
  Deno.test(`plainReason() makes "${said}" of "${thrown}"`, () => {
    assert.equal(plainReason(new Error(thrown)), said);
    assert.equal(
      plainReason(new Error("Cannot write", { cause: new Error(thrown) })).endsWith(said),
      true,
    );
  });
}
