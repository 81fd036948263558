import assert from "node:assert/strict";
import { join } from "node:path";
import {
  makeControlToken,
  readControlFile,
  removeControlFile,
  writeControlFile,
} from "../../../../server/doors/control/control_file.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const CONTROL = { port: 40_000, token: "token" };

Deno.test("writeControlFile() writes for the owner alone, in place of an older file", () => {
  using folder = new TemporaryFolder();
  writeControlFile(folder.path, CONTROL);
  // What a draft from a crash says, and who may read it, is of no account.
  Deno.writeTextFileSync(join(folder.path, "control.json.new"), "{", { mode: 0o644 });
  writeControlFile(folder.path, { ...CONTROL, port: 40_001 });
  assert.deepEqual(readControlFile(folder.path), { ...CONTROL, port: 40_001 });
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["control.json"]);
  if (Deno.build.os === "windows") return;
  assert.equal((Deno.statSync(join(folder.path, "control.json")).mode ?? 0) & 0o777, 0o600);
});

Deno.test("readControlFile() is undefined for what makes no sense", () => {
  using folder = new TemporaryFolder();
  assert.equal(readControlFile(folder.path), undefined);
  const wrong = [
    "",
    "{",
    "{}",
    `{"port":0,"token":"x"}`,
    `{"port":65536,"token":"x"}`,
    `{"port":1.5,"token":"x"}`,
    `{"port":1}`,
    JSON.stringify({ ...CONTROL, filler: "x".repeat(5_000) }),
  ];
  for (const text of wrong) {
    Deno.writeTextFileSync(join(folder.path, "control.json"), text);
    assert.equal(readControlFile(folder.path), undefined, text);
  }
});

Deno.test("removeControlFile() removes it, and does nothing when there is none", () => {
  using folder = new TemporaryFolder();
  writeControlFile(folder.path, CONTROL);
  removeControlFile(folder.path);
  removeControlFile(folder.path);
  assert.equal(readControlFile(folder.path), undefined);
});

Deno.test("makeControlToken() is 256 random bits", () => {
  const token = makeControlToken((bytes) => bytes.fill(255));
  assert.equal(token, "_".repeat(42) + "8");
  const random = () => makeControlToken((bytes) => crypto.getRandomValues(bytes));
  assert.notEqual(random(), random());
});
