import assert from "node:assert/strict";
import { NotifyModes } from "../../../client/config/notify_modes.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

Deno.test("NotifyModes.all() returns what was set last for each room of a server", async () => {
  using folder = new TemporaryFolder();
  const modes = new NotifyModes(folder.path);
  assert.deepEqual(await modes.all(), {});
  await modes.set("one:5000", { name: "#ops", mode: "all" });
  await modes.set("one:5000", { name: "#ops", mode: "none" });
  await modes.set("one:5000", { name: "@Bob", mode: "all" });
  await modes.set("two:5000", { name: "#ops", mode: "mentions" });
  const again = new NotifyModes(folder.path);
  assert.deepEqual(await again.all(), {
    "two:5000 #ops": "mentions",
    "one:5000 @bob": "all",
    "one:5000 #ops": "none",
  });
  await again.set("one:5000", { name: "@bob", mode: undefined });
  assert.deepEqual(await again.all(), { "two:5000 #ops": "mentions", "one:5000 #ops": "none" });
});

Deno.test("NotifyModes.all() leaves out what makes no sense", async () => {
  using folder = new TemporaryFolder();
  const text = "one:5000 ops all\none:5000 #ops loud\none:5000 #a\x1b[m all\n\none:5000 #b all\n";
  await Deno.writeTextFile(`${folder.path}/notify`, text);
  assert.deepEqual(await new NotifyModes(folder.path).all(), { "one:5000 #b": "all" });
});

Deno.test("NotifyModes keeps nothing without a folder", async () => {
  const modes = new NotifyModes(undefined);
  await modes.set("one:5000", { name: "#ops", mode: "all" });
  assert.deepEqual(await modes.all(), {});
});
