/** The README shows what really happens. `UPDATE_README=1 deno test …` writes it anew. */
import assert from "node:assert/strict";
import { TemporaryFolder } from "./support/test_server.ts";
import { tmuxTest } from "./support/tmux.ts";
import { playTranscript } from "./support/transcript.ts";

const README = new URL("../README.md", import.meta.url);
const BLOCK = /(<!-- This block is played .*-->\n\n```text\n)([^`]*)(```)/;

const OTHERS = "On another one";

tmuxTest("README.md shows a newcomer's session as it really is", async () => {
  using folder = new TemporaryFolder();
  const played = await playTranscript(folder);
  const readme = Deno.readTextFileSync(README);
  if (Deno.env.get("UPDATE_README") !== undefined) {
    Deno.writeTextFileSync(
      README,
      readme.replace(BLOCK, (_, before, _old, after) => before + played + after),
    );
    return;
  }
  // A machine without a network has no address for others.
  const shown = BLOCK.exec(readme)?.[2] ?? "";
  const alone = shown.replace(new RegExp(`^.*${OTHERS}.*\n`, "m"), "");
  assert.equal(played, played.includes(OTHERS) ? shown : alone);
});
