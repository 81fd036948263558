/** The commands of docs/api.md do on a real server what the document says. */
import assert from "node:assert/strict";
import { startApiServer } from "./support/api_client.ts";
import { PASSWORD, TemporaryFolder } from "./support/test_server.ts";

const DOCUMENT = new URL("../docs/api.md", import.meta.url);

/** Why the commands cannot be run here; undefined when they can. */
function whatIsMissing(): string | undefined {
  for (const [program, args] of [["curl", "--json x --version"], ["jq", "--version"]] as const) {
    try {
      const { success } = new Deno.Command(program, { args: args.split(" "), stdout: "null" })
        .outputSync();
      if (!success) return `${program} is too old`;
    } catch {
      return `${program} is not there`;
    }
  }
  return undefined;
}

Deno.test({
  name: "docs/api.md has commands that work as they stand there",
  ignore: whatIsMissing() !== undefined,
  async fn() {
    using folder = new TemporaryFolder();
    await using server = await startApiServer(folder);
    await server.api.ok("register", { username: "alice", password: PASSWORD });
    const blocks = [...Deno.readTextFileSync(DOCUMENT).matchAll(/^```sh\n([^]*?)^```$/gm)]
      .map(([, commands = ""]) => commands);
    assert.ok(blocks.length >= 7);
    const script = blocks.join("\necho; echo ----\n")
      .replace(/^URL=.*$/m, `URL=${server.api.url.slice(0, -1)}`);
    const { stdout, success } = await new Deno.Command("bash", { args: ["-c", script] }).output();
    const answers = new TextDecoder().decode(stdout).split(/^----$/m).map((text) => text.trim());
    assert.ok(success, answers.join("\n"));
    const text = answers.join("\n");
    assert.match(text, /"ok":true,"id":1,"time":"/);
    assert.match(text, /"ok":true,"conversations":\[/);
    assert.match(text, /"ok":false,"error":"no_such_room"/);
    assert.match(text, /"ok":true,"id":2,"time":"/);
    assert.match(text, /^event: login\ndata: \{"event":"login","username":"alice"/m);
    assert.match(text, /^3\.1\.\d+$/m);
  },
});
