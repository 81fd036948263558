/** The same code in a real browser: the same vectors, and keys that stay in its database. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../../tools/build/run_command.ts";
import { browserTest } from "../../support/browser.ts";
import { makeVectors, type Vectors } from "../../support/encryption/vectors.ts";

const ENTRY = fileURLToPath(new URL("../../support/encryption/browser_entry.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const KEEP_IN_DATABASE = `async (device) => {
  const request = indexedDB.open("keys", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("devices");
  await new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.onerror = reject;
  });
  const database = request.result;
  const name = crypto.randomUUID();
  const writing = database.transaction("devices", "readwrite");
  writing.objectStore("devices").put(device, name);
  await new Promise((resolve) => writing.oncomplete = resolve);
  const reading = database.transaction("devices").objectStore("devices").get(name);
  await new Promise((resolve) => reading.onsuccess = resolve);
  database.close();
  return reading.result;
}`;

async function script(): Promise<string> {
  const bundle = ["bundle", "--platform=browser", "--minify", ENTRY] as const;
  const { code, stdout, stderr } = await runCommand([Deno.execPath(), ...bundle], { cwd: ROOT });
  assert.equal(code, 0, stderr);
  return stdout;
}

browserTest(
  "a browser makes the same vectors, and keeps keys that cannot be taken out",
  async ({ browser }) => {
    const text = await script();
    assert.ok(!text.includes("node:"), "nothing that only Deno and Node have");
    const page = `<!doctype html><title>-</title><link rel="icon" href="data:,"><script>${
      text.replaceAll("</script", "<\\/script")
    }</script>`;
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } }),
    );
    const { page: window } = await browser.person();
    await window.goto(`http://127.0.0.1:${server.addr.port}/`);
    const made = await window.evaluate("encryption.makeVectors()") as Vectors;
    for (const [group, values] of Object.entries(await makeVectors())) {
      if (!group.endsWith("(seals)")) {
        assert.deepEqual(made[group], values, group);
      }
    }
    const kept = await window.evaluate(`encryption.keptDeviceWorks(${KEEP_IN_DATABASE})`);
    assert.equal(kept, "works");
  },
);
