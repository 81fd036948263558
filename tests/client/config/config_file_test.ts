import assert from "node:assert/strict";
import { join } from "node:path";
import { CONFIG_FILE, readConfig } from "../../../client/config/config_file.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

async function problemsIn(content: Uint8Array): Promise<readonly string[]> {
  using folder = new TemporaryFolder();
  await Deno.writeFile(join(folder.path, CONFIG_FILE), content);
  const { config, problems } = await readConfig(folder.path);
  if (problems.length === 0) assert.equal(config.theme, "light");
  return problems;
}

const CONFIG = '{\r\n  "theme": "light"\r\n}';

Deno.test("readConfig() reads what editors on other systems write", async () => {
  const utf16 = Uint8Array.from(["\ufeff", ...CONFIG].flatMap((character) => {
    const unit = character.charCodeAt(0);
    return [unit & 0xff, unit >> 8];
  }));
  for (const content of [new TextEncoder().encode(`\ufeff${CONFIG}`), utf16]) {
    assert.deepEqual(await problemsIn(content), []);
  }
});

Deno.test("readConfig() says that a file is no text", async () => {
  const [problem = ""] = await problemsIn(Uint8Array.of(0x7b, 0xe4, 0x7d));
  assert.match(problem, /cannot be read \(it is not UTF-8 text; save it as UTF-8\)$/);
});
