import assert from "node:assert/strict";
import type { PasswordCall } from "../../../server/accounts/password_worker.ts";
import { WorkerClient } from "../../../server/worker_client.ts";

/** How nice each thread of this process is, by its number; see proc(5). */
function niceness(): Map<string, number> {
  const threads = [...Deno.readDirSync("/proc/self/task")].map(({ name }): [string, number] => {
    const stat = Deno.readTextFileSync(`/proc/self/task/${name}/stat`);
    return [name, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16])];
  });
  return new Map(threads);
}

Deno.test({
  name: "stepBack() makes room for messages in the thread of a password worker alone",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const before = niceness();
    const entry = new URL("../../../main.ts", import.meta.url);
    const worker = new WorkerClient<PasswordCall>({ entry, name: "password" });
    await worker.call({ call: "hash", password: "correct horse 7", cost: 4 });
    const after = niceness();
    worker.terminate();
    const changed = [...after].filter(([thread, nice]) => nice !== (before.get(thread) ?? 0));
    assert.deepEqual(changed.map(([thread]) => before.has(thread)), [false]);
    assert.ok((changed[0]?.[1] ?? 0) > 0);
  },
});
