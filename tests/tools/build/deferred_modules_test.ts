import assert from "node:assert/strict";
import { deferModules, modulesAtStart } from "../../../tools/build/deferred_modules.ts";

const CODE = `import { createHash as createHash2, X509Certificate } from "node:crypto";
import fs from "node:fs";
import { Duplex } from "node:stream";
import { sep } from "node:path";
export const hash = () => createHash2("sha1").update("a").digest("hex");
export const refuse = () => new X509Certificate("no certificate");
export const isThere = () => fs.existsSync(sep);
export const stream = () => new Duplex({ read() { this.push(null); } });
`;

Deno.test("deferModules() has functions, classes and modules loaded when they are used", async () => {
  const written = deferModules(CODE);
  assert.deepEqual(modulesAtStart(CODE), ["crypto", "fs", "stream", "path"]);
  assert.deepEqual(modulesAtStart(written), ["path"]);
  const module = await import(`data:text/javascript,${encodeURIComponent(written)}`);
  assert.equal(module.hash(), "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8");
  assert.throws(module.refuse, Error);
  assert.equal(module.isThere(), true);
  const stream = module.stream();
  stream.resume();
  await new Promise((resolve) => stream.once("end", resolve));
  stream.destroy();
});
