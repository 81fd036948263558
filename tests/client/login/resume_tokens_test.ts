import assert from "node:assert/strict";
import { NotPrivate } from "../../../client/base/private_file.ts";
import { ResumeTokens } from "../../../client/login/resume_tokens.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const HERE = { place: "chat.example:5000", isEncrypted: true };

Deno.test("ResumeTokens.find() returns the token of an account, or of whoever was there last", async () => {
  using folder = new TemporaryFolder();
  const tokens = new ResumeTokens(folder.path);
  assert.equal(await tokens.find(HERE), undefined);
  await tokens.keep(HERE, { username: "alice", token: "a" });
  await tokens.keep(HERE, { username: "bob", token: "b" });
  await tokens.keep({ ...HERE, place: "other:1" }, { username: "alice", token: "c" });
  const again = new ResumeTokens(folder.path);
  assert.deepEqual(await again.find(HERE, "Alice"), { username: "alice", token: "a" });
  assert.deepEqual(await again.find(HERE), { username: "bob", token: "b" });
  assert.equal(await again.find(HERE, "carol"), undefined);
});

Deno.test("ResumeTokens.find() does not hand out without encryption what came with it", async () => {
  using folder = new TemporaryFolder();
  const tokens = new ResumeTokens(folder.path);
  await tokens.keep(HERE, { username: "alice", token: "a" });
  assert.equal(await tokens.find({ ...HERE, isEncrypted: false }), undefined);
});

Deno.test("ResumeTokens.keep() replaces, forget() removes, whatever the case of the name", async () => {
  using folder = new TemporaryFolder();
  const tokens = new ResumeTokens(folder.path);
  await tokens.keep(HERE, { username: "alice", token: "a" });
  await tokens.keep(HERE, { username: "Alice", token: "b" });
  assert.equal((await Deno.readTextFile(`${folder.path}/tokens`)).split("\n").length, 2);
  await tokens.forget(HERE, "ALICE");
  assert.equal(await tokens.find(HERE), undefined);
});

Deno.test("ResumeTokens.keep() keeps a hundred at most, the last ones", async () => {
  using folder = new TemporaryFolder();
  const tokens = new ResumeTokens(folder.path);
  for (let index = 0; index <= 100; index++) {
    await tokens.keep(HERE, { username: `user${index}`, token: `t${index}` });
  }
  assert.equal(await tokens.find(HERE, "user0"), undefined);
  assert.deepEqual(await tokens.find(HERE, "user1"), { username: "user1", token: "t1" });
});

Deno.test("ResumeTokens.find() skips lines that are damaged", async () => {
  using folder = new TemporaryFolder();
  const text = `nonsense\ntls ${HERE.place} alice\n\0\0\ntls ${HERE.place} bob b extra\n` +
    `tls ${HERE.place} carol c\n`;
  await Deno.writeTextFile(`${folder.path}/tokens`, text, { mode: 0o600 });
  const tokens = new ResumeTokens(folder.path);
  assert.deepEqual(await tokens.find(HERE), { username: "carol", token: "c" });
});

Deno.test({
  name: "ResumeTokens.find() refuses a file that others can read",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new TemporaryFolder();
    await Deno.writeTextFile(`${folder.path}/tokens`, `tls ${HERE.place} alice a\n`);
    await Deno.chmod(`${folder.path}/tokens`, 0o644);
    await assert.rejects(new ResumeTokens(folder.path).find(HERE), NotPrivate);
  },
});

Deno.test("ResumeTokens remembers nothing without a folder", async () => {
  const tokens = new ResumeTokens(undefined);
  await tokens.keep(HERE, { username: "alice", token: "a" });
  assert.equal(await tokens.find(HERE), undefined);
});
