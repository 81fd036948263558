/** Files in the client with lines above a prompt, in a real terminal, with a real server. */
import assert from "node:assert/strict";
import { startClient } from "../../support/full_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest("--plain completes paths, sends what is dragged onto it, and fetches", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  (await server.register("alice")).close();
  const { path } = folder;
  await Deno.mkdir(`${path}/my files`);
  await Deno.writeTextFile(`${path}/my files/one.txt`, "one");
  await Deno.writeTextFile(`${path}/my files/other.txt`, "other");
  await using alice = await startClient({
    args: ["--plain", `alice@127.0.0.1:${server.port}`],
    folder: path,
    env: { CHAT_PASSWORD: PASSWORD },
  });
  await alice.until("#general>");
  await alice.type(`/send ${path}/my`);
  await alice.press("Tab");
  await alice.until("my\\ files/");
  await alice.press("Tab");
  await alice.until("my\\ files/o");
  await alice.press("Tab");
  await alice.until(/-- one\.txt +other\.txt/);
  await alice.type("n");
  await alice.press("Tab");
  await alice.until("my\\ files/one.txt");
  await alice.type("as promised");
  await alice.press("Enter");
  await alice.until("one.txt (3 B)");
  await alice.paste(`'${path}/my files/other.txt'`);
  await alice.until("Send other.txt (5 B)? y sends");
  await alice.press("Enter");
  await alice.until(`'${path}/my files/other.txt'`);
  await alice.press("C-u");
  await alice.paste(`'${path}/my files/other.txt'`);
  await alice.until("Send other.txt (5 B)? y sends");
  await alice.press("y");
  await alice.until(/alice: other\.txt \(5 B\)/);
  await alice.enter(`/get 1 ${path}`);
  await alice.until(`other.txt is in ${path}/other.txt`);
  assert.equal(await Deno.readTextFile(`${path}/other.txt`), "other");
  await alice.enter("/send nothing.txt");
  await alice.until("There is no file");
});
