import assert from "node:assert/strict";
import { join } from "node:path";
import { smokeTest } from "../../../tools/build/smoke_test.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** A program that says that it is a version. */
function programIn(folder: string, version: string): string {
  const path = join(folder, "program");
  Deno.writeTextFileSync(path, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  return path;
}

Deno.test({
  name: "smokeTest() waits for whoever still holds the file open for writing",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = new TemporaryFolder();
    const path = programIn(folder.path, "1.2.3");
    const writing = await Deno.open(path, { write: true });
    assert.throws(() => new Deno.Command(path).outputSync(), /busy/i);
    const defect = smokeTest(path, "1.2.3");
    setTimeout(() => writing.close(), 300);
    assert.equal(await defect, undefined);
    assert.match(await smokeTest(path, "1.2.4") ?? "", /printed "1\.2\.3" instead of "1\.2\.4"/);
  },
});
