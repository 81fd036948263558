import assert from "node:assert/strict";
import { NotPrivate, PrivateFile } from "../../../client/base/private_file.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

Deno.test("PrivateFile.update() makes a private file in a private folder", async () => {
  using base = new TemporaryFolder();
  const folder = `${base.path}/new/chat`;
  const file = new PrivateFile(folder, "tokens");
  assert.equal(await file.read(), "");
  await file.update((text) => `${text}one\n`);
  await file.update((text) => `${text}two\n`);
  assert.equal(await file.read(), "one\ntwo\n");
  if (Deno.build.os === "windows") return;
  assert.equal(((await Deno.stat(file.path)).mode ?? 0) & 0o777, 0o600);
  assert.equal(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
});

Deno.test("PrivateFile.update() loses nothing when many do it at once", async () => {
  using base = new TemporaryFolder();
  const numbers = Array.from({ length: 40 }, (_, index) => `${index}`);
  await Promise.all(
    numbers.map((number) =>
      new PrivateFile(base.path, "servers").update((text) => `${text}${number}\n`)
    ),
  );
  const lines = (await new PrivateFile(base.path, "servers").read()).trim().split("\n");
  assert.deepEqual(lines.toSorted((one, other) => Number(one) - Number(other)), numbers);
});

Deno.test("PrivateFile.update() gets past what a killed client has left", async () => {
  using base = new TemporaryFolder();
  const file = new PrivateFile(base.path, "servers");
  await Deno.writeTextFile(`${file.path}.new`, "half of");
  await file.update(() => "whole\n");
  assert.equal(await file.read(), "whole\n");
});

Deno.test({
  name: "PrivateFile refuses a file that others can read, and says how to protect it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using base = new TemporaryFolder();
    const file = new PrivateFile(base.path, "tokens");
    await file.update(() => "secret\n");
    for (const mode of [0o640, 0o604]) {
      await Deno.chmod(file.path, mode);
      await assert.rejects(file.read(), (error) => {
        assert.ok(error instanceof NotPrivate);
        assert.match(error.message, /chmod 600/);
        return true;
      });
      await assert.rejects(file.update(() => "more"), NotPrivate);
    }
    assert.equal(await Deno.readTextFile(file.path), "secret\n");
  },
});
