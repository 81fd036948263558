import assert from "node:assert/strict";
import { Mistake } from "../../../client/commands/parts/mistake.ts";
import { openLink } from "../../../client/files/open_link.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

Deno.test({
  name: "openLink() starts the program that was chosen with the link as one word, and no shell",
  // The program is nobody's child any more.
  sanitizeOps: false,
  sanitizeResources: false,
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new TemporaryFolder();
    const pipe = `${folder.path}/told`;
    const program = `${folder.path}/browser`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    await Deno.writeTextFile(
      program,
      `#!/bin/sh\nprintf '%s %s %s' "$#" "$1" "\${CHAT_PASSWORD:-none}" > '${pipe}'\n`,
    );
    await Deno.chmod(program, 0o700);
    const told = Deno.readTextFile(pipe);
    await openLink("https://chat.example/a?b=$(id)&c='d'", program);
    assert.equal(await told, "1 https://chat.example/a?b=$(id)&c=%27d%27 none");
  },
});

Deno.test({
  name: "openLink() says so when the program fails at once",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await assert.rejects(openLink("https://chat.example", "false"), /false could not open it/);
  },
});

Deno.test("openLink() opens nothing but pages, and says when there is no such program", async () => {
  for (const link of ["file:///etc/passwd", "javascript:alert(1)", "-e ls", ""]) {
    await assert.rejects(openLink(link, "true"), Mistake);
  }
  await assert.rejects(
    openLink("https://chat.example", "no-such-browser-anywhere"),
    /There is no no-such-browser-anywhere here/,
  );
});
