import assert from "node:assert/strict";
import { join } from "node:path";
import { chatCommand } from "../../support/server_process.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** What a client says, and with what it exits, when its config file has this text. */
async function endOf(folder: string, args: readonly string[]) {
  const [command, complete] = chatCommand([...args, "--config-dir", folder]);
  const { code, stderr } = await new Deno.Command(command, {
    args: complete,
    env: { CHAT_PASSWORD: "correct horse", ALL_PROXY: "", all_proxy: "" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

const PLACE = "alice@chat.invalid:5";

for (
  const [client, args] of [
    ["connect", ["connect", "--json", PLACE]],
    ["send", ["send", "--room", "general", "FILE", PLACE]],
    ["get", ["get", PLACE, "5"]],
    ["top", ["top", "--once", PLACE]],
  ] as const
) {
  Deno.test(`chat ${client} connects to nothing while the proxy in the config file is wrong`, async () => {
    using folder = new TemporaryFolder();
    const file = join(folder.path, "config.jsonc");
    const given = args.map((arg) => arg === "FILE" ? file : arg);
    await Deno.writeTextFile(file, '{ "proxy": "sock5://u:secret@proxy.example:1080" }');
    const { code, stderr } = await endOf(folder.path, given);
    assert.match(stderr, /^chat: The "proxy" of the config file is not understood/);
    assert.doesNotMatch(stderr, /secret/);
    assert.equal(code, 2);
  });
}

Deno.test("chat connect connects to nothing while the config file cannot be read", async () => {
  using folder = new TemporaryFolder();
  await Deno.writeFile(join(folder.path, "config.jsonc"), Uint8Array.of(0x7b, 0xe4, 0x7d));
  const { code, stderr } = await endOf(folder.path, ["connect", "--json", PLACE]);
  assert.match(stderr, /is not understood, so nothing is connected to/);
  assert.equal(code, 2);
});
