import assert from "node:assert/strict";
import { ServerList } from "../../../client/login/server_list.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

Deno.test("ServerList.all() returns each server once, the last one first, with its last user", async () => {
  using folder = new TemporaryFolder();
  const list = new ServerList(folder.path);
  assert.deepEqual(await list.all(), []);
  await list.used("one:5000", "alice");
  await list.used("[::1]:5000", "bob");
  await list.used("one:5000", "carol");
  assert.deepEqual(await new ServerList(folder.path).all(), [
    { place: "one:5000", username: "carol" },
    { place: "[::1]:5000", username: "bob" },
  ]);
});

Deno.test("ServerList.all() takes what people have written into the file where it makes sense", async () => {
  using folder = new TemporaryFolder();
  await Deno.writeTextFile(
    `${folder.path}/servers`,
    "# mine\n\nchat.example\nother:1 al\nhttp://x\n\x1b[31m evil\nother:2 alice\n",
  );
  assert.deepEqual(await new ServerList(folder.path).all(), [
    { place: "chat.example:5000" },
    { place: "other:2", username: "alice" },
  ]);
});

Deno.test("ServerList.used() remembers fifty servers at most", async () => {
  using folder = new TemporaryFolder();
  const list = new ServerList(folder.path);
  for (let index = 0; index <= 50; index++) await list.used(`host${index}:5000`, "alice");
  const all = await list.all();
  assert.equal(all.length, 50);
  assert.equal(all[0]?.place, "host50:5000");
  assert.equal(all.at(-1)?.place, "host1:5000");
});
