import assert from "node:assert/strict";
import { unzipSync } from "fflate";
import { dataName } from "../../../tools/build/launcher.ts";
import { sha256 } from "../../../tools/build/sha256.ts";
import { packWindows } from "../../../tools/release/windows_folder.ts";

const OPTIONS = {
  version: "1.2.3",
  runtime: new Uint8Array(1_000).fill(7),
  program: {
    client: new TextEncoder().encode("1;\n"),
    server: new TextEncoder().encode("2;\n"),
    data: new Uint8Array(10),
  },
  texts: { "LICENSE.txt": "one\ntwo\n" },
  seconds: 1_700_000_001,
};

Deno.test("packWindows() makes a folder whose .cmd starts the code with the runtime", () => {
  const files = unzipSync(packWindows(OPTIONS));
  const text = (name: string) => new TextDecoder().decode(files[`chat-1.2.3/${name}`]);
  assert.deepEqual(files["chat-1.2.3/chat-runtime.exe"], OPTIONS.runtime);
  assert.equal(text("chat-client.js"), "1;\n");
  assert.equal(text("chat-server.js"), "2;\n");
  const data = `chat-1.2.3/${dataName(sha256(OPTIONS.program.data))}`;
  assert.deepEqual(files[data], OPTIONS.program.data);
  assert.equal(text("LICENSE.txt"), "one\r\ntwo\r\n");
  const start = text("chat.cmd");
  assert.doesNotMatch(start.replaceAll("\r\n", ""), /[\r\n]/);
  assert.match(
    start,
    /^"%~dp0chat-runtime\.exe" run .*--no-remote .* "%~dp0chat-%CHAT_PART%\.js" %\*\r$/m,
  );
  assert.match(start, /--allow-run=explorer "/);
  assert.match(start, /^if "%~1"=="serve" set CHAT_PART=server\r$/m);
});

Deno.test("packWindows() makes the same archive whenever it is made", () => {
  assert.deepEqual(packWindows(OPTIONS), packWindows(OPTIONS));
});
