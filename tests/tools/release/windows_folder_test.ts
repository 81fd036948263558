import assert from "node:assert/strict";
import { unzipSync } from "fflate";
import { packWindows } from "../../../tools/release/windows_folder.ts";

const OPTIONS = {
  version: "1.2.3",
  runtime: new Uint8Array(1_000).fill(7),
  code: new TextEncoder().encode("1;\n"),
  texts: { "LICENSE.txt": "one\ntwo\n" },
  seconds: 1_700_000_001,
};

Deno.test("packWindows() makes a folder whose .cmd starts the code with the runtime", () => {
  const files = unzipSync(packWindows(OPTIONS));
  const text = (name: string) => new TextDecoder().decode(files[`chat-1.2.3/${name}`]);
  assert.deepEqual(files["chat-1.2.3/chat-runtime.exe"], OPTIONS.runtime);
  assert.equal(text("chat.js"), "1;\n");
  assert.equal(text("LICENSE.txt"), "one\r\ntwo\r\n");
  const start = text("chat.cmd");
  assert.doesNotMatch(start.replaceAll("\r\n", ""), /[\r\n]/);
  assert.match(start, /^"%~dp0chat-runtime\.exe" run .*--no-remote .* "%~dp0chat\.js" %\*\r$/m);
  assert.match(start, /--allow-run=explorer "/);
});

Deno.test("packWindows() makes the same archive whenever it is made", () => {
  assert.deepEqual(packWindows(OPTIONS), packWindows(OPTIONS));
});
