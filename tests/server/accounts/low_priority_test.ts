import assert from "node:assert/strict";
import { ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

/** How nice the threads of a process are that run its code: the first one and its workers; see proc(5). */
function niceness(pid: number): { main: number; workers: number[] } {
  let main = NaN;
  const workers: number[] = [];
  for (const { name } of Deno.readDirSync(`/proc/${pid}/task`)) {
    const stat = Deno.readTextFileSync(`/proc/${pid}/task/${name}/stat`);
    const nice = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
    if (Number(name) === pid) main = nice;
    // The other threads are the runtime's own.
    else if (/^\d+ \(worker-/.test(stat)) workers.push(nice);
  }
  return { main, workers };
}

Deno.test({
  name: "stepBack() makes room for messages in the thread of a password worker alone",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = new TemporaryFolder();
    // A process of its own: in this one other tests may have workers.
    await using server = await ServerProcess.start({
      args: ["--data", folder.path, "--bcrypt-cost", "4", "--no-tls"],
    });
    const before = niceness(server.pid);
    // Tests themselves may run with less priority than others: what counts is the difference.
    assert.ok(before.main < 19, "a process with the least priority cannot step back");
    assert.deepEqual(before.workers, before.workers.map(() => before.main));
    assert.ok(before.workers.length > 0, "there is the worker of the journal");
    const client = await TestClient.connect({ port: server.port });
    const answer = await client.request("register", { username: "alice", password: PASSWORD });
    assert.equal(answer["ok"], true);
    const after = niceness(server.pid);
    client.close();
    assert.equal(after.main, before.main);
    const nice = after.workers.filter((value) => value !== before.main);
    assert.equal(after.workers.length, before.workers.length + 1);
    assert.equal(nice.length, 1);
    assert.ok((nice[0] ?? 0) > before.main);
  },
});
