/** The containers that packaging/compose.yaml describes, as the reader of such files reads them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../support/executable.ts";

async function composed(env: Record<string, string>) {
  const args = ["-f", join(ROOT, "packaging/compose.yaml"), "config"];
  const command = new Deno.Command("docker-compose", { args, env, stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const isThere = await composed({ CHAT_NAME: "a" }).then(() => true, () => false);

Deno.test(
  `compose.yaml is one, and wants a name${isThere ? "" : " (skipped: needs docker-compose)"}`,
  { ignore: !isThere },
  async () => {
    const { code, stdout, stderr } = await composed({ CHAT_NAME: "chat.example.org" });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /--web-origin=https:\/\/chat\.example\.org/);
    assert.match(stdout, /read_only: true/);
    assert.match((await composed({ CHAT_NAME: "" })).stderr, /CHAT_NAME/);
  },
);
