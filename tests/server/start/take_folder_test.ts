import assert from "node:assert/strict";
import { readControlFile, writeControlFile } from "../../../server/doors/control/control_file.ts";
import { takeFolder } from "../../../server/start/take_folder.ts";
import { DataFolderInUse, openDataFolder } from "../../../server/start/data_folder.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const CONTROL = { port: 1, token: "token" };

Deno.test("takeFolder() takes a free folder, and removes what a killed server left behind", async () => {
  using folder = new TemporaryFolder();
  writeControlFile(folder.path, CONTROL);
  const taken = await takeFolder(folder.path);
  assert.equal(readControlFile(folder.path), undefined);
  taken.close();
});

Deno.test("takeFolder() waits for whoever has the folder without a control door", async () => {
  using folder = new TemporaryFolder();
  const admin = openDataFolder(folder.path);
  const taking = takeFolder(folder.path);
  let isTaken = false;
  taking.then(() => isTaken = true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isTaken, false);
  admin.close();
  (await taking).close();
});

Deno.test("takeFolder() does not wait for a server", async () => {
  using folder = new TemporaryFolder();
  const server = openDataFolder(folder.path);
  writeControlFile(folder.path, CONTROL);
  await assert.rejects(takeFolder(folder.path), DataFolderInUse);
  server.close();
});
