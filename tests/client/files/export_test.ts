/** `/export` with the files that belong to it, against a real server. */
import assert from "node:assert/strict";
import { runClient } from "../../support/client_process.ts";
import { hashOf } from "../../support/file_server.ts";
import { runChat } from "../../support/run_chat.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { randomBytes } from "../transfer/stage.ts";

Deno.test("/export brings one's own files, each once, and goes on with those that are missing", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  for (const name of ["alice", "bob"]) (await server.register(name)).close();
  const { path } = folder;
  const env = { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: `${path}/config` };
  const at = (name: string) => `${name}@127.0.0.1:${server.port}`;
  const bytes = randomBytes(300_000);
  await Deno.writeFile(`${path}/photo.png`, bytes);
  await Deno.writeTextFile(`${path}/notes.txt`, "hello");
  const send = async (name: string, ...words: string[]) => {
    const own = { ...env, CHAT_CONFIG_DIR: `${path}/${name}` };
    const { code, stderr } = await runChat(["send", ...words, "--no-tls"], own);
    assert.equal(code, 0, stderr);
  };
  const files = [`${path}/photo.png`, `${path}/notes.txt`, `${path}/photo.png`];
  await send("alice", ...files, at("alice"), "--room", "general");
  await send("bob", `${path}/notes.txt`, at("bob"), "--room", "general");
  const target = `${path}/mine.json`;
  const run = () =>
    runClient({ args: [at("alice"), "--no-tls"], env, input: `/export ${target}\n` });

  const first = await run();
  assert.deepEqual([first.code, first.stderr], [0, ""], first.stdout);
  assert.match(first.stdout, /2 files \(293\.0 KiB\) of yours follow into .*mine-files/);
  assert.match(first.stdout, /all files of the export are in .*mine-files/);
  const names = () => [...Deno.readDirSync(`${path}/mine-files`)].map(({ name }) => name).sort();
  assert.deepEqual(names(), ["1-photo.png", "2-notes.txt"]);
  assert.equal(hashOf(await Deno.readFile(`${path}/mine-files/1-photo.png`)), hashOf(bytes));
  const { messages } = JSON.parse(await Deno.readTextFile(target));
  assert.deepEqual(
    messages.map(({ file }: { file: { path: string } }) => file.path),
    ["mine-files/1-photo.png", "mine-files/2-notes.txt", "mine-files/1-photo.png"],
  );

  await Deno.remove(`${path}/mine-files/1-photo.png`);
  const second = await run();
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stdout, /is there already, and 1 file \(293\.0 KiB\) of it follow/);
  assert.deepEqual(names(), ["1-photo.png", "2-notes.txt"]);
  const third = await run();
  assert.match(third.stderr, /exists already and is left as it is/);
});
